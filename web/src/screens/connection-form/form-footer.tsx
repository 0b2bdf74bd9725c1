import { ActionIcon, Button } from '@mantine/core';
import IconPlugConnected from '@tabler/icons-react/dist/esm/icons/IconPlugConnected.mjs';
import { useMayEdit } from '../../components/may-edit.ts';
import { FooterSpace } from '../../components/side-panel.tsx';
import { text } from '../../texts/text.ts';
import classes from './form-footer.module.css';

interface FormFooterProps {
  /** Whether saving leads to a sign-in. */
  authorizes: boolean;
  /** Whether it is tried as soon as it is saved, as there is nothing to sign in to. */
  testsOnSave: boolean;
  isSaving: boolean;
  isTesting: boolean;
  onSave: () => void;
  onTest: () => void;
  onCancel: () => void;
}

/** Three buttons of three weights at the left, Cancel at the right. The first one submits the form. */
export function FormFooter({
  authorizes,
  testsOnSave,
  isSaving,
  isTesting,
  onSave,
  onTest,
  onCancel,
}: FormFooterProps) {
  const mayEdit = useMayEdit();
  return (
    <>
      <Button type="submit" loading={isSaving} disabled={!mayEdit}>
        {text(authorizes ? 'form.saveAndAuthorize' : testsOnSave ? 'form.saveAndTest' : 'form.save')}
      </Button>
      {authorizes && (
        <Button variant="default" disabled={!mayEdit || isSaving} onClick={onSave}>
          {text('form.save')}
        </Button>
      )}
      <Button
        className={classes.test}
        variant="subtle"
        loading={isTesting}
        disabled={!mayEdit}
        leftSection={<IconPlugConnected size={17} stroke={1.75} />}
        onClick={onTest}
      >
        {text('form.test')}
      </Button>
      <FooterSpace />
      <ActionIcon
        className={classes.testIcon}
        variant="default"
        size={34}
        loading={isTesting}
        disabled={!mayEdit}
        aria-label={text('form.test')}
        onClick={onTest}
      >
        <IconPlugConnected size={17} stroke={1.75} />
      </ActionIcon>
      <Button variant="subtle" color="gray" onClick={onCancel}>
        {text('common.cancel')}
      </Button>
    </>
  );
}
