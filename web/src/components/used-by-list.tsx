import { Link } from '@tanstack/react-router';
import type { UsedBy } from '../api/connections.ts';
import { text } from '../texts/text.ts';
import classes from './used-by-list.module.css';

const paths = {
  connection: '/connections/$id',
  export: '/exports/$id',
  import: '/imports/$id',
  flow: '/flows/$id',
} as const satisfies Record<UsedBy['type'], string>;

/** What uses a thing, each with its kind and a link to it. */
export function UsedByList({ users }: { users: readonly UsedBy[] }) {
  return (
    <ul className={classes.list}>
      {users.map(({ type, id, name }) => (
        <li key={id}>
          <Link to={paths[type]} params={{ id }}>
            {name}
          </Link>
          <span>{text(`usedBy.type.${type}`)}</span>
        </li>
      ))}
    </ul>
  );
}
