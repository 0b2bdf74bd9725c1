import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Authorization, type Connection, neededScopesQuery } from '../../api/connections.ts';
import { useMayEdit } from '../../components/may-edit.ts';
import { Notice } from '../../components/notice.tsx';
import { text } from '../../texts/text.ts';
import { HelpLink } from '../help/help-link.tsx';
import { AttemptSteps } from './attempt-steps.tsx';
import classes from './authorize.module.css';
import { Ending } from './ending.tsx';
import { useStartSignIn } from './start-sign-in.ts';

interface SuccessProps {
  attempt: Authorization;
  connection: Connection;
  onClose: () => void;
}

/** Whose account it is now, what it allows, and what comes next. */
export function Success({ attempt, connection, onClose }: SuccessProps) {
  const perSecond = connection.budget?.kind === 'bucket' ? connection.budget.dripPerSecond : undefined;
  return (
    <Ending>
      <div className={classes.success}>
        <Notice
          tone="ok"
          role="status"
          title={connectedTo(attempt, connection)}
          actions={
            <>
              <Button
                size="xs"
                renderRoot={(props) => <Link {...props} to="/exports/new" search={{ connection: connection.id }} />}
              >
                {text('authorize.done.export')}
              </Button>
              <Button size="xs" variant="default" renderRoot={(props) => <Link {...props} to="/flows/new" />}>
                {text('authorize.done.flow')}
              </Button>
              <Button size="xs" variant="default" onClick={onClose}>
                {text('authorize.done.close')}
              </Button>
            </>
          }
        >
          {perSecond !== undefined && perSecond > 0 && <>{text('authorize.done.rate', { n: perSecond })} </>}
          {text('authorize.done.alive')}
        </Notice>
        {connection.missingScopes.length > 0 && <MissingScopes connection={connection} onClose={onClose} />}
        <AttemptSteps phase="over" />
      </div>
    </Ending>
  );
}

function connectedTo({ account }: Authorization, { employee }: Connection): string {
  if (!account) return text('authorize.done.plain');
  if (!employee) return text('authorize.done.account', { account: account.name });
  return text('authorize.done', { account: account.name, employee });
}

function MissingScopes({ connection, onClose }: Omit<SuccessProps, 'attempt'>) {
  const signIn = useStartSignIn(connection.id);
  const mayEdit = useMayEdit();
  const { missingScopes } = connection;
  const needed = useQuery({ ...neededScopesQuery(connection.id), throwOnError: false }).data?.items ?? [];
  const stopping = needed
    .filter(({ granted }) => granted === false)
    .flatMap(({ neededBy }) => neededBy.map(({ name }) => name));
  return (
    <Notice
      tone="warn"
      role="status"
      title={text('authorize.missing.title', { n: missingScopes.length })}
      more={<HelpLink code="oauth_missing_scope" />}
      actions={
        <>
          <Button
            size="xs"
            variant="default"
            loading={signIn.isStarting}
            disabled={!mayEdit}
            onClick={() => signIn.start()}
          >
            {text('connection.authorizeAgain')}
          </Button>
          <Button size="xs" variant="subtle" onClick={onClose}>
            {text('authorize.missing.keep')}
          </Button>
        </>
      }
    >
      {text('authorize.missing.text', { scopes: missingScopes.join(', ') })}{' '}
      {stopping.length > 0
        ? text('authorize.missing.stops', { n: stopping.length, flows: [...new Set(stopping)].join(', ') })
        : text('authorize.missing.stopsNone')}
    </Notice>
  );
}
