import { ActionIcon, Menu } from '@mantine/core';
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs';
import type { ReactNode } from 'react';
import { text } from '../texts/text.ts';

/** The rarer things one can do with a row or a page. Children are `Menu.Item`s. */
export function RowMenu({ name, framed, children }: { name: string; framed?: boolean; children: ReactNode }) {
  return (
    <Menu position="bottom-end" width={208}>
      <Menu.Target>
        <ActionIcon
          variant={framed ? 'default' : 'subtle'}
          size={framed ? 34 : 28}
          aria-label={text('common.moreActions', { name })}
        >
          <IconDots size={17} stroke={1.9} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
