import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Notice } from '../components/notice.tsx';
import { text } from '../texts/text.ts';

/** Says in a form that there is no connection of the kind it needs, and leads to where one is made. */
export function NoConnection({ children }: { children: string }) {
  return (
    <Notice
      actions={
        <Button size="xs" variant="default" component={Link} to="/connections/new">
          {text('connections.create')}
        </Button>
      }
    >
      {children}
    </Notice>
  );
}
