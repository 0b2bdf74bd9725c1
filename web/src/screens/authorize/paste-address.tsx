import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { ApiProblem } from '../../api/client.ts';
import { type Authorization, authorizationQuery, sendLanded } from '../../api/connections.ts';
import { addressTrouble } from '../../components/address-check.ts';
import { AddressInput } from '../../components/address-input.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { Notice } from '../../components/notice.tsx';
import { useNow } from '../../components/now.ts';
import { text } from '../../texts/text.ts';
import classes from './authorize.module.css';
import { lifeOf } from './code-life.ts';
import { closeSignInWindow } from './sign-in-window.ts';
import { useStartSignIn } from './start-sign-in.ts';

/** Says where the sign-in ends when nothing leads back from there, and takes the address that the browser shows. */
export function Landing({ attempt }: { attempt: Authorization }) {
  return (
    <div>
      <Notice tone="accent" title={text('authorize.landing.title')}>
        {text('authorize.landing.text')}
        <div className={classes.landing}>
          <code>{attempt.landsAt}</code>
        </div>
      </Notice>
      <PasteAddress attempt={attempt} />
    </div>
  );
}

/** Takes the address that the browser landed on, at once when it is pasted, and says how long its code is good. */
export function PasteAddress({ attempt }: { attempt: Authorization }) {
  const queries = useQueryClient();
  const mayEdit = useMayEdit();
  const { queryKey } = authorizationQuery(attempt.connectionId, attempt.id);
  const [address, setAddress] = useState('');
  const time = useTimeToPaste(attempt.codeLivesSeconds);
  const landed = useMutation({
    mutationFn: (pasted: string) => sendLanded(attempt.connectionId, attempt.id, pasted),
    onSuccess: (next) => {
      closeSignInWindow(attempt.id);
      queries.setQueryData(queryKey, next);
    },
    onError: () => queries.invalidateQueries({ queryKey }),
  });
  const use = (pasted: string) => {
    setAddress(pasted);
    landed.mutate(pasted);
  };
  return (
    <div className={classes.paste}>
      <AddressInput
        label={text('authorize.paste.label')}
        description={text('authorize.paste.help')}
        disabled={!mayEdit}
        value={address}
        onFocus={time.cameBack}
        onChange={(next) => {
          setAddress(next);
          landed.reset();
        }}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData('text').trim();
          if (addressTrouble(pasted) || !URL.canParse(pasted)) return;
          event.preventDefault();
          use(pasted);
        }}
        error={landed.error && sentence(landed.error)}
      />
      {time.leftSeconds === 0 ? (
        <TimeOver attempt={attempt} />
      ) : (
        <p className={classes.left}>
          {time.leftSeconds === undefined
            ? text('authorize.paste.lives', { time: lifeOf(attempt) })
            : text('authorize.paste.left', { time: minutes(time.leftSeconds) })}
        </p>
      )}
      <Button
        size="xs"
        variant={time.leftSeconds === 0 ? 'default' : 'filled'}
        loading={landed.isPending}
        disabled={!mayEdit || !address.trim()}
        onClick={() => use(address)}
      >
        {text('authorize.paste.use')}
      </Button>
    </div>
  );
}

function TimeOver({ attempt }: { attempt: Authorization }) {
  const signIn = useStartSignIn(attempt.connectionId);
  return (
    <Notice
      tone="warn"
      role="status"
      title={text('authorize.paste.over.title')}
      actions={
        <Button size="xs" loading={signIn.isStarting} onClick={() => signIn.start()}>
          {text('authorize.startAgain')}
        </Button>
      }
    >
      {text('authorize.paste.over.text', { time: lifeOf(attempt) })}
    </Notice>
  );
}

/**
 * How much of a code's life is left at most. When the person pressed Authorize is not known here: it counts from when they
 * come to the field, and anew each time they were at another window in between. Undefined before that.
 */
function useTimeToPaste(livesSeconds: number): { leftSeconds: number | undefined; cameBack: () => void } {
  const now = useNow();
  const wasAway = useRef(true);
  const [sinceMs, setSinceMs] = useState<number>();
  useEffect(() => {
    const leave = () => {
      wasAway.current = true;
    };
    window.addEventListener('blur', leave);
    return () => window.removeEventListener('blur', leave);
  }, []);
  const leftSeconds =
    sinceMs === undefined
      ? undefined
      : Math.max(0, Math.min(livesSeconds, livesSeconds - Math.floor((now - sinceMs) / 1000)));
  const cameBack = () => {
    if (wasAway.current) setSinceMs(Date.now());
    wasAway.current = false;
  };
  return { leftSeconds, cameBack };
}

const minutes = (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

const sentence = (error: Error) =>
  error instanceof ApiProblem ? (error.errors[0]?.message ?? error.message) : text('error.unreachable');
