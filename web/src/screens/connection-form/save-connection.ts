import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type Authorization,
  type Connection,
  changeConnection,
  connectionQuery,
  createConnection,
  type PingAnswer,
  pingConnection,
  startAuthorization,
} from '../../api/connections.ts';
import { closeSignIn, openSignInPlace, type SignInPlace, sendSignIn } from '../authorize/sign-in-window.ts';
import type { ConnectionDraft } from './draft.ts';
import { connectionChange, connectionRequest } from './draft-request.ts';

/** Stored, but the sign-in could not start: another try must not store a second connection. */
export class SignInNotStarted extends Error {}

/** What a Save does besides. */
export type AfterSave = 'authorize' | 'test' | 'nothing';

interface Saving {
  draft: ConnectionDraft;
  place: SignInPlace | undefined;
  tests?: boolean;
  over?: true;
}

export interface Saved {
  connection: Connection;
  /** The attempt that was started; undefined after a plain Save. */
  attempt: Authorization | undefined;
  /** How it works, where it was tried. */
  answer: PingAnswer | undefined;
}

interface Outcome {
  onSaved: (saved: Saved) => void;
  /** Nothing was stored, or the sign-in did not start. */
  onRefused: (error: Error) => void;
}

/**
 * Stores the form, and starts the sign-in when asked to. `stored` is what is stored by now, also by a try that failed
 * half-way; `save` opens the sign-in window at once, so it must be called inside the click.
 */
export function useSaveConnection(existing: Connection | undefined, { onSaved, onRefused }: Outcome) {
  const queries = useQueryClient();
  const [stored, setStored] = useState(existing);
  const readStored = async () => stored && queries.fetchQuery({ ...connectionQuery(stored.id), staleTime: 0 });
  const mutation = useMutation({
    mutationFn: async ({ draft, place, tests, over }: Saving) => {
      try {
        const base = over ? await readStored() : stored;
        const connection = base
          ? await changeConnection(base.id, base.version, connectionChange(draft, base))
          : await createConnection(connectionRequest(draft));
        setStored(connection);
        queries.setQueryData(connectionQuery(connection.id).queryKey, connection);
        await queries.invalidateQueries({ queryKey: ['connections', 'list'] });
        const attempt = place && (await attemptOf(connection.id));
        const answer = tests ? await pingConnection(connection.id) : undefined;
        return { connection, attempt, answer };
      } catch (error) {
        if (place) closeSignIn(place);
        throw error;
      }
    },
    onError: onRefused,
    onSuccess: (saved, { place }) => {
      onSaved(saved);
      // Last, since the sign-in may take this very tab.
      if (place && saved.attempt) sendSignIn(place, saved.attempt);
    },
  });
  return {
    stored,
    error: mutation.error,
    isSaving: mutation.isPending,
    save: (draft: ConnectionDraft, then: AfterSave) =>
      mutation.mutate({ draft, place: then === 'authorize' ? openSignInPlace() : undefined, tests: then === 'test' }),
    /** Stores the form over what somebody else stored meanwhile. */
    saveOver: (draft: ConnectionDraft) => mutation.mutate({ draft, place: undefined, over: true }),
    /** Takes what somebody else stored meanwhile as the new ground. */
    takeStored: async () => {
      const fresh = await readStored();
      if (fresh) setStored(fresh);
      mutation.reset();
      return fresh;
    },
  };
}

async function attemptOf(connectionId: string): Promise<Authorization> {
  try {
    return await startAuthorization(connectionId);
  } catch (cause) {
    throw new SignInNotStarted(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
