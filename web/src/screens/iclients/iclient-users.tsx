import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type IClient, iClientUsedByQuery } from '../../api/iclients.ts';
import { Notice } from '../../components/notice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { TextButton } from '../../components/text-link.tsx';
import { UsedByList } from '../../components/used-by-list.tsx';
import { text } from '../../texts/text.ts';

/** Which connections sign in with a client, and what changing its client ID means for them. */
export function IClientUsers({ client }: { client: IClient }) {
  const [isOpen, setOpen] = useState(false);
  const users = useQuery({ ...iClientUsedByQuery(client.id), enabled: isOpen, throwOnError: false });
  return (
    <Notice>
      {text('iclient.usedBy', { n: client.usedBy })}{' '}
      <TextButton aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {text(isOpen ? 'iclient.usedBy.hide' : 'iclient.usedBy.show', { n: client.usedBy })}
      </TextButton>
      {isOpen && users.data && <UsedByList users={users.data.items} />}
      {isOpen && users.error && <ProblemNotice title={text('error.screen')} error={users.error} />}
    </Notice>
  );
}
