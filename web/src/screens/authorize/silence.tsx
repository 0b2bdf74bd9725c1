import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Authorization } from '../../api/connections.ts';
import { installationQuery } from '../../api/installation.ts';
import { Notice } from '../../components/notice.tsx';
import { CompareRegistered, RedirectUrlRows } from '../../components/redirect-urls.tsx';
import { text } from '../../texts/text.ts';
import { HelpLink } from '../help/help-link.tsx';
import classes from './authorize.module.css';
import { PasteAddress } from './paste-address.tsx';
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
      more={<HelpLink code="oauth_redirect_mismatch" />}
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
          <Button size="xs" variant="subtle" loading={signIn.isStarting} onClick={() => signIn.start()}>
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
