import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Authorization, authorizationQuery } from '../../api/connections.ts';
import { installationQuery } from '../../api/installation.ts';
import { AddressInput } from '../../components/address-input.tsx';
import { Notice } from '../../components/notice.tsx';
import { CompareRegistered, RedirectUrlRows } from '../../components/redirect-urls.tsx';
import { text } from '../../texts/text.ts';
import classes from './authorize.module.css';
import { callbackOf } from './callback-address.ts';
import { useStartSignIn } from './start-sign-in.ts';

/** No answer for a minute: the redirect URL to check, and a way in for an answer that went elsewhere. */
export function Silence({ attempt }: { attempt: Authorization }) {
  const regions = useQuery({ ...installationQuery(), throwOnError: false }).data?.regions ?? [];
  const signIn = useStartSignIn(attempt.connectionId);
  const [shown, setShown] = useState<'compare' | 'paste'>();
  return (
    <Notice
      tone="warn"
      role="status"
      title={text('authorize.silent.title')}
      actions={
        <>
          <Button
            size="xs"
            variant="default"
            aria-expanded={shown === 'compare'}
            onClick={() => setShown(shown === 'compare' ? undefined : 'compare')}
          >
            {text('authorize.silent.compare')}
          </Button>
          <Button
            size="xs"
            variant="default"
            aria-expanded={shown === 'paste'}
            onClick={() => setShown(shown === 'paste' ? undefined : 'paste')}
          >
            {text('authorize.silent.paste')}
          </Button>
          <Button size="xs" variant="subtle" loading={signIn.isStarting} onClick={signIn.start}>
            {text('authorize.startAgain')}
          </Button>
        </>
      }
    >
      {text('authorize.silent.text')}
      <div className={classes.urls}>
        <RedirectUrlRows regions={regions} />
      </div>
      {shown === 'compare' && <CompareRegistered regions={regions} />}
      {shown === 'paste' && <PasteAddress attempt={attempt} />}
    </Notice>
  );
}

/** Takes the address that the browser landed on and hands its answer to our own redirect URL, which checks it as ever. */
function PasteAddress({ attempt }: { attempt: Authorization }) {
  const queries = useQueryClient();
  const [address, setAddress] = useState('');
  const [trouble, setTrouble] = useState<string>();
  const use = async () => {
    const callback = callbackOf(address);
    if (!callback) return setTrouble(text('authorize.paste.noCode'));
    const reply = await fetch(callback).catch(() => undefined);
    setTrouble(reply?.ok ? undefined : text(reply ? 'authorize.stateMismatch.text' : 'error.unreachable'));
    await queries.invalidateQueries({
      queryKey: authorizationQuery(attempt.connectionId, attempt.id).queryKey,
    });
  };
  return (
    <div className={classes.paste}>
      <AddressInput
        label={text('authorize.paste.label')}
        description={text('authorize.paste.help')}
        autoFocus
        value={address}
        onChange={(next) => {
          setAddress(next);
          setTrouble(undefined);
        }}
        error={trouble}
      />
      <Button size="xs" onClick={() => void use()}>
        {text('authorize.paste.use')}
      </Button>
    </div>
  );
}
