import IconAdjustmentsHorizontal from '@tabler/icons-react/dist/esm/icons/IconAdjustmentsHorizontal.mjs';
import { Tag } from '../../components/tag.tsx';
import { TextButton } from '../../components/text-link.tsx';
import { text } from '../../texts/text.ts';
import classes from './fields.module.css';

/** In Simple: how many settings of HTTP view are in force though nothing here shows them. */
export function OverridesChip({ n, onShow }: { n: number; onShow: () => void }) {
  if (n === 0) return null;
  return (
    <div className={classes.overrides}>
      <Tag tone="accent">
        <IconAdjustmentsHorizontal size={13} stroke={1.9} aria-hidden />
        {text('http.chip', { n })}
      </Tag>
      <TextButton onClick={onShow}>{text('http.chip.show')}</TextButton>
    </div>
  );
}
