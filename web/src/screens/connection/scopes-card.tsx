import { Button } from '@mantine/core';
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs';
import IconCircleDotted from '@tabler/icons-react/dist/esm/icons/IconCircleDotted.mjs';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import IconShieldExclamation from '@tabler/icons-react/dist/esm/icons/IconShieldExclamation.mjs';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { Connection } from '../../api/connections.ts';
import { scopesQuery } from '../../api/scopes.ts';
import { Card } from '../../components/card.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { Notice } from '../../components/notice.tsx';
import { StatusWord, type Tone } from '../../components/status-word.tsx';
import { Tag } from '../../components/tag.tsx';
import { TextButton } from '../../components/text-link.tsx';
import { text } from '../../texts/text.ts';
import facts from './facts.module.css';
import { type ScopeRow, type ScopeState, scopeRows } from './scope-rows.ts';
import classes from './scopes-card.module.css';

const shownAtFirst = 8;

const looks: Readonly<Record<ScopeState, { tone: Tone; icon: ReactNode }>> = {
  granted: { tone: 'ok', icon: <IconCheck size={15} stroke={2} /> },
  missing: { tone: 'warn', icon: <IconShieldExclamation size={15} stroke={2} /> },
  extra: { tone: 'off', icon: <IconPlus size={15} stroke={2} /> },
  asked: { tone: 'off', icon: <IconCircleDotted size={15} stroke={2} /> },
};

/** What the connection may do in the account: asked for, granted, missing. */
export function ScopesCard({ connection }: { connection: Connection }) {
  const catalogue = useQuery({ ...scopesQuery(connection.apiType), throwOnError: false });
  const [showsAll, setShowsAll] = useState(false);
  const rows = scopeRows(connection, catalogue.data?.items ?? []);
  const asked = connection.settings.scopes?.length ?? 0;
  const missing = connection.missingScopes.length;
  const count = connection.grant
    ? text('connection.scopes.count', { granted: asked - missing, asked })
    : text('connection.scopes.asked', { n: asked });
  return (
    <Card title={text('connection.scopes.title')} flush aside={asked > 0 && count}>
      {missing > 0 && <Missing connection={connection} />}
      {rows.length === 0 && <p className={facts.quiet}>{text('connection.scopes.none')}</p>}
      <ul className={classes.list}>
        {rows.slice(0, showsAll ? rows.length : shownAtFirst).map((row) => (
          <Row key={row.scope} row={row} />
        ))}
      </ul>
      {rows.length > shownAtFirst && (
        <p className={classes.more}>
          <TextButton aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? text('connection.scopes.fewer') : text('connection.scopes.all', { n: rows.length })}
          </TextButton>
        </p>
      )}
    </Card>
  );
}

function Row({ row: { prefix, name, about, state } }: { row: ScopeRow }) {
  const { tone, icon } = looks[state];
  return (
    <li>
      <span className={classes.scope}>
        <code>
          <span className={classes.prefix}>{prefix}</span>
          {name}
        </code>
        {about && <span className={classes.title}>{about.title}</span>}
      </span>
      <span>
        {about && (
          <Tag tone={about.access === 'read' ? 'line' : undefined}>
            {text(about.access === 'read' ? 'connection.scopes.read' : 'connection.scopes.readWrite')}
          </Tag>
        )}
      </span>
      <StatusWord tone={tone} icon={icon}>
        {text(`connection.scopes.state.${state}`)}
      </StatusWord>
    </li>
  );
}

function Missing({ connection: { id, missingScopes } }: { connection: Connection }) {
  const n = missingScopes.length;
  return (
    <div className={classes.notice}>
      <Notice
        tone="warn"
        title={text('connection.scopes.missing.title', { n })}
        actions={
          useMayEdit() && (
            <>
              <Button
                size="xs"
                variant="default"
                renderRoot={(props) => <Link {...props} to="/connections/$id/authorize" params={{ id }} />}
              >
                {text('connection.authorizeAgain')}
              </Button>
              <Button
                size="xs"
                variant="subtle"
                renderRoot={(props) => (
                  <Link {...props} to="/connections/$id/edit" params={{ id }} search={{ panel: 'scopes' }} />
                )}
              >
                {text('connection.scopes.change')}
              </Button>
            </>
          )
        }
      >
        {text('connection.scopes.missing.text', { n })}
      </Notice>
    </div>
  );
}
