import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { setupInput } from '../../../../src/accounts/schema.ts';
import { ApiProblem } from '../../api/client.ts';
import { sessionQuery, setUp } from '../../api/session.ts';
import { FormStack } from '../../components/form-stack.tsx';
import { Notice } from '../../components/notice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { RequiredLegend } from '../../components/required-legend.tsx';
import { TextLink } from '../../components/text-link.tsx';
import { problemErrors, schemaErrors } from '../../forms/schema-errors.ts';
import { text } from '../../texts/text.ts';
import { Entrance } from '../login/entrance.tsx';
import { welcomeRoute } from './route.ts';
import classes from './welcome-screen.module.css';

/** First start: the one-time link of the server's output makes the owner's account. */
export function WelcomeScreen() {
  const { token } = welcomeRoute.useSearch();
  const { isSetUp } = welcomeRoute.useLoaderData();
  return (
    <Entrance>
      <h1>{text('welcome.title')}</h1>
      {!isSetUp && <p className={classes.lead}>{text('welcome.lead')}</p>}
      {isSetUp && (
        <div className={classes.done}>
          <SetUpAlready />
        </div>
      )}
      {!isSetUp && token && <OwnerForm token={token} />}
      {!isSetUp && !token && (
        <Notice tone="warn" title={text('welcome.noToken.title')}>
          {text('welcome.noToken.text')}
        </Notice>
      )}
    </Entrance>
  );
}

function SetUpAlready() {
  return (
    <Notice
      title={text('welcome.done.title')}
      actions={<TextLink to="/login">{text('login.submit')}</TextLink>}
      role="alert"
    >
      {text('welcome.done.text')}
    </Notice>
  );
}

function OwnerForm({ token }: { token: string }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { name: '', email: '', password: '' },
    validate: (values) => schemaErrors(setupInput, { ...values, token }),
    validateInputOnBlur: true,
  });
  const create = useMutation({
    mutationFn: setUp,
    onSuccess: async () => {
      queries.removeQueries({ queryKey: sessionQuery().queryKey });
      await navigate({ to: '/', replace: true });
    },
    onError: (error) => form.setErrors(problemErrors(error)),
  });
  if (create.error instanceof ApiProblem && create.error.code === 'setup_done') return <SetUpAlready />;
  return (
    <form noValidate onSubmit={form.onSubmit((values) => create.mutate({ ...values, token }))}>
      <FormStack>
        {create.error && <ProblemNotice title={text('welcome.failed')} error={create.error} />}
        <RequiredLegend />
        <TextInput
          label={text('welcome.name')}
          required
          autoComplete="name"
          autoFocus
          {...form.getInputProps('name')}
        />
        <TextInput
          label={text('welcome.email')}
          description={text('welcome.email.help')}
          required
          type="email"
          autoComplete="username"
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label={text('welcome.password')}
          description={text('welcome.password.help')}
          required
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': text('password.show') }}
          {...form.getInputProps('password')}
        />
        <div>
          <h2>{text('welcome.address')}</h2>
          <p className={classes.help}>{text('welcome.address.help')}</p>
          <code>{location.origin}</code>
          {location.protocol !== 'https:' && <p className={classes.help}>{text('welcome.address.http')}</p>}
        </div>
        <Button type="submit" size="md" fullWidth loading={create.isPending}>
          {text('welcome.submit')}
        </Button>
      </FormStack>
    </form>
  );
}
