import { Skeleton } from '@mantine/core';
import { text } from '../texts/text.ts';
import { FormStack } from './form-stack.tsx';

const fields = [180, 120, 160, 140];

/** Fields of a panel before its data have come. */
export function PanelSkeleton() {
  return (
    <div role="status" aria-label={text('common.loading')}>
      <FormStack>
        {fields.map((width) => (
          <div key={width}>
            <Skeleton width={width} height={12} mb={10} />
            <Skeleton height={34} radius={5} />
          </div>
        ))}
      </FormStack>
    </div>
  );
}
