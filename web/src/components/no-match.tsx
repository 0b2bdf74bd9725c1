import { Button } from '@mantine/core';
import { text } from '../texts/text.ts';
import { EmptyState } from './empty-state.tsx';

/** Filters that leave nothing over: never the empty state of the screen. */
export function NoMatch({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      title={text('common.noMatch')}
      action={
        <Button variant="default" onClick={onClear}>
          {text('common.clearFilters')}
        </Button>
      }
    />
  );
}
