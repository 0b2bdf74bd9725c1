import type { Store } from '../api/stores.ts';
import { text } from '../texts/text.ts';
import { CopyIcon } from './copy-button.tsx';
import { Notice } from './notice.tsx';
import classes from './sandbox-sign-in.module.css';

/**
 * Whose sign-in a connection to a sandbox store is, and with what: its people are made up, so their passwords can be shown
 * where they are needed.
 */
export function SandboxSignIn({ store }: { store: Store }) {
  const { login, password } = store.user;
  return (
    <Notice tone="accent">
      {text('sandboxSignIn.where', { name: store.name })}
      <dl className={classes.pairs}>
        <div>
          <dt>{text('sandboxSignIn.login')}</dt>
          <dd>
            <code>{login}</code>
            <CopyIcon value={login} label={text('sandboxSignIn.copyLogin')} />
          </dd>
        </div>
        <div>
          <dt>{text('sandboxSignIn.password')}</dt>
          <dd>
            <code>{password}</code>
            <CopyIcon value={password} label={text('sandboxSignIn.copyPassword')} />
          </dd>
        </div>
      </dl>
    </Notice>
  );
}
