import { Button, NativeSelect, Radio, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { apiKeyInput } from '../../../../src/accounts/schema.ts';
import { apiKeysQuery, createApiKey } from '../../api/apikeys.ts';
import { CopyRow, CopyRows } from '../../components/copy-row.tsx';
import { ErrorSummary } from '../../components/error-summary.tsx';
import { FormStack } from '../../components/form-stack.tsx';
import { useLeaveGuard } from '../../components/leave-guard.tsx';
import { Notice } from '../../components/notice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { RequiredLegend } from '../../components/required-legend.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { summaryOf } from '../../forms/refusals.ts';
import { problemErrors, schemaErrors } from '../../forms/schema-errors.ts';
import { text } from '../../texts/text.ts';
import classes from './create-api-key-panel.module.css';
import { type ExpiryDays, expiryDays, expiryOf } from './key-expiry.ts';

const fieldId = (field: string) => `apikey-${field}`;

/** Makes a key, then shows it this once. */
export function CreateApiKeyPanel({ onClose }: { onClose: () => void }) {
  const [made, setMade] = useState<Made | null>(null);
  if (made) return <KeyPanel {...made} onClose={onClose} />;
  return <FormPanel onMade={setMade} onClose={onClose} />;
}

/** The key itself is called `value`: React keeps the name `key` for itself. */
interface Made {
  name: string;
  value: string;
}

interface Draft {
  name: string;
  role: (typeof apiKeyInput.shape.role.options)[number];
  days: ExpiryDays;
}

function FormPanel(props: { onMade: (made: Made) => void; onClose: () => void }) {
  const queries = useQueryClient();
  const [submitCount, setSubmitCount] = useState(0);
  const form = useForm<Draft>({
    initialValues: { name: '', role: 'manage', days: '90' },
    validate: ({ name, role }) => schemaErrors(apiKeyInput, { name, role }),
    validateInputOnBlur: true,
  });
  const guard = useLeaveGuard(form.isDirty(), 'nowhere');
  const create = useMutation({
    mutationFn: ({ name, role, days }: Draft) => createApiKey({ name, role, expiresAt: expiryOf(days, Date.now()) }),
    onSuccess: ({ key }, { name }) => {
      guard.leaveFreely();
      props.onMade({ name, value: key });
      return queries.invalidateQueries({ queryKey: apiKeysQuery().queryKey });
    },
    onError: (error) => form.setErrors(problemErrors(error)),
  });
  return (
    <SidePanel
      title={text('apiKeys.create')}
      size={480}
      onClose={props.onClose}
      covered={guard.asking}
      onSubmit={(event) => {
        setSubmitCount(submitCount + 1);
        form.onSubmit((draft) => create.mutate(draft))(event);
      }}
      footer={
        <>
          <Button type="submit" loading={create.isPending}>
            {text('apiKeys.submit')}
          </Button>
          <Button variant="subtle" color="gray" onClick={props.onClose}>
            {text('common.cancel')}
          </Button>
        </>
      }
    >
      <FormStack>
        {create.error && <ProblemNotice title={text('apiKeys.failed')} error={create.error} />}
        <ErrorSummary submitCount={submitCount} errors={summaryOf('apikey', form.errors)} />
        <RequiredLegend />
        <TextInput
          id={fieldId('name')}
          label={text('apiKeys.name')}
          description={text('apiKeys.name.help')}
          required
          maxLength={100}
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Radio.Group label={text('apiKeys.role')} {...form.getInputProps('role')}>
          <div className={classes.roles}>
            {apiKeyInput.shape.role.options.map((role) => (
              <Radio key={role} value={role} label={text(`role.${role}`)} description={text(`apiKeys.role.${role}`)} />
            ))}
          </div>
        </Radio.Group>
        <NativeSelect
          label={text('apiKeys.expires')}
          description={text('apiKeys.expires.help')}
          data={expiryDays.map((value) => ({ value, label: text(`apiKeys.expires.${value}`) }))}
          {...form.getInputProps('days')}
        />
      </FormStack>
      {guard.question}
    </SidePanel>
  );
}

function KeyPanel({ name, value, onClose }: Made & { onClose: () => void }) {
  return (
    <SidePanel
      title={text('apiKeys.made.title', { name })}
      size={480}
      onClose={onClose}
      footer={<Button onClick={onClose}>{text('apiKeys.made.close')}</Button>}
    >
      <FormStack>
        <Notice tone="warn" title={text('apiKeys.made.warning')} role="alert">
          {text('apiKeys.made.text')}
        </Notice>
        <CopyRows>
          <CopyRow value={value} copyLabel={text('apiKeys.made.copy', { name })} />
        </CopyRows>
        <section>
          <h3>{text('apiKeys.made.use')}</h3>
          <p className={classes.help}>{text('apiKeys.made.use.help')}</p>
          <pre className={classes.example}>
            {`export COUNTERFLOW_URL=${location.origin}\nexport COUNTERFLOW_TOKEN=…\nnpx counterflow connection list`}
          </pre>
        </section>
      </FormStack>
    </SidePanel>
  );
}
