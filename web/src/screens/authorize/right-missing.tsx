import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Connection } from '../../api/connections.ts';
import { scopesQuery } from '../../api/scopes.ts';
import { useMayEdit } from '../../components/may-edit.ts';
import { Notice } from '../../components/notice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { signsIn } from '../../components/signs-in.ts';
import { text } from '../../texts/text.ts';
import { meets, narrowest } from '../connection-form/scopes/needs.ts';
import { shortName } from '../connection-form/scopes/scope-lists.ts';
import { HelpLink } from '../help/help-link.tsx';
import { useAddScopes } from './add-scopes.ts';

interface RightMissingProps {
  connection: Connection;
  /** Scopes of which one suffices for what was refused; undefined where that is not known. */
  anyOf: readonly string[] | undefined;
  /** The server's sentence, with the other side's words. */
  said: string;
  details?: readonly (readonly [string, string])[];
  onRetry: () => void;
  isRetrying?: boolean;
}

/** The other side did not allow a request: a scope that was not granted, or a right that the employee lacks. */
export function RightMissing({ connection, anyOf, said, details, onRetry, isRetrying = false }: RightMissingProps) {
  const { id, grant } = connection;
  const mayEdit = useMayEdit();
  const catalogue = useQuery({ ...scopesQuery(connection.apiType), throwOnError: false }).data?.items ?? [];
  const adding = useAddScopes(connection);
  const scopes = anyOf ?? [];
  const missing =
    grant && scopes.length > 0 && !meets(scopes, catalogue, grant.scopes) ? narrowest(scopes, catalogue) : undefined;
  const right = scopes.find((scope) => grant?.scopes.includes(scope));
  const retry = (
    <Button size="xs" variant="default" loading={isRetrying} onClick={onRetry}>
      {text('authorize.rightMissing.retry')}
    </Button>
  );
  const shared = {
    tone: 'bad' as const,
    role: 'alert' as const,
    details: [[text('authorize.detail.said'), said] as const, ...(details ?? [])],
    more: <HelpLink code="right_missing" />,
  };
  if (missing !== undefined) {
    return (
      <>
        <Notice
          {...shared}
          title={text('authorize.scopeMissing.title')}
          actions={
            <>
              <Button size="xs" loading={adding.isAdding} disabled={!mayEdit} onClick={() => adding.add([missing])}>
                {text('authorize.scopeMissing.add')}
              </Button>
              {retry}
            </>
          }
        >
          {text('authorize.scopeMissing.text', { scope: missing, connection: connection.name })}
        </Notice>
        {adding.error && <ProblemNotice title={text('authorize.start.failed')} error={adding.error} />}
      </>
    );
  }
  return (
    <Notice
      {...shared}
      title={text('authorize.rightMissing.title')}
      actions={
        <>
          {signsIn(connection) && (
            <Button
              size="xs"
              disabled={!mayEdit}
              renderRoot={(props) => <Link {...props} to="/connections/$id/authorize" params={{ id }} />}
            >
              {text('connection.authorizeAgain')}
            </Button>
          )}
          {retry}
        </>
      }
    >
      {right === undefined
        ? said
        : text('authorize.rightMissing.text', {
            right: shortName(right),
            name: connection.employee ?? text('authorize.rightMissing.someone'),
          })}
    </Notice>
  );
}
