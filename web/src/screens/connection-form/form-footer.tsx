import { ActionIcon, Button } from '@mantine/core';
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs';
import IconPlugConnected from '@tabler/icons-react/dist/esm/icons/IconPlugConnected.mjs';
import { useMayEdit } from '../../components/may-edit.ts';
import { FooterSpace } from '../../components/side-panel.tsx';
import { text } from '../../texts/text.ts';
import classes from './form-footer.module.css';
import type { SignInKind } from './sign-in-kind.ts';

interface FormFooterProps {
  /** How the connection gets in decides what Save does besides. */
  kind: SignInKind;
  /** Which settings of HTTP view are not stored yet; left out in Simple. */
  unsaved?: string | undefined;
  isSaving: boolean;
  isTesting: boolean;
  onSave: () => void;
  onTest: () => void;
  onCancel: () => void;
}

const saves = {
  consent: 'form.saveAndAuthorize',
  fetch: 'form.saveAndConnect',
  standing: 'form.saveAndTest',
  none: 'form.save',
} as const satisfies Record<SignInKind, string>;

/** Three buttons of three weights at the left, Cancel at the right. The first one submits the form. */
export function FormFooter({ kind, unsaved, isSaving, isTesting, onSave, onTest, onCancel }: FormFooterProps) {
  const mayEdit = useMayEdit();
  return (
    <>
      <Button type="submit" loading={isSaving} disabled={!mayEdit}>
        {text(saves[kind])}
      </Button>
      {kind === 'consent' && (
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
      {unsaved && (
        <span className={classes.unsaved}>
          <IconPencil size={14} stroke={1.75} aria-hidden />
          <span>{unsaved}</span>
        </span>
      )}
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
      <Button className={classes.cancel} variant="subtle" color="gray" onClick={onCancel}>
        {text('common.cancel')}
      </Button>
    </>
  );
}
