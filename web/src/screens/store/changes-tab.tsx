import { Button, NumberInput, SegmentedControl } from '@mantine/core';
import IconArchive from '@tabler/icons-react/dist/esm/icons/IconArchive.mjs';
import IconCashRegister from '@tabler/icons-react/dist/esm/icons/IconCashRegister.mjs';
import IconClipboardCheck from '@tabler/icons-react/dist/esm/icons/IconClipboardCheck.mjs';
import IconGitMerge from '@tabler/icons-react/dist/esm/icons/IconGitMerge.mjs';
import IconHistory from '@tabler/icons-react/dist/esm/icons/IconHistory.mjs';
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs';
import IconReceiptOff from '@tabler/icons-react/dist/esm/icons/IconReceiptOff.mjs';
import IconReceiptRefund from '@tabler/icons-react/dist/esm/icons/IconReceiptRefund.mjs';
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs';
import IconTruckDelivery from '@tabler/icons-react/dist/esm/icons/IconTruckDelivery.mjs';
import IconUsersGroup from '@tabler/icons-react/dist/esm/icons/IconUsersGroup.mjs';
import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { makeChanges, type Store } from '../../api/stores.ts';
import { announce } from '../../components/announcer.tsx';
import { Card } from '../../components/card.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { ReadOnlyNotice } from '../../components/read-only-notice.tsx';
import { exactTime, preciseTime } from '../../components/times.ts';
import { text } from '../../texts/text.ts';
import { type ChangeKind, changeWords, type Happening, happeningOf, kindsOf } from './happening.ts';
import classes from './store-screen.module.css';

const icons = {
  sales: IconCashRegister,
  edits: IconPencil,
  archives: IconArchive,
  voids: IconReceiptOff,
  deletes: IconTrash,
  refunds: IconReceiptRefund,
  lateVoids: IconHistory,
  receives: IconTruckDelivery,
  counts: IconClipboardCheck,
  mergeItems: IconGitMerge,
  mergeCustomers: IconUsersGroup,
} as const;

const paces = ['once', '1', '10'] as const;
type Pace = (typeof paces)[number];
const most = 600;

interface ChangesTabProps {
  store: Store;
  happenings: readonly Happening[];
  onHappened: (happening: Happening) => void;
}

/** What merchants do all day, at the press of a button. */
export function ChangesTab({ store, happenings, onHappened }: ChangesTabProps) {
  const mayEdit = useMayEdit();
  const paceId = useId();
  const [count, setCount] = useState<number | string>(1);
  const [pace, setPace] = useState<Pace>('once');
  const n = Math.min(Math.max(1, Math.floor(Number(count) || 1)), most);
  const change = useMutation({
    mutationFn: (kind: ChangeKind) =>
      makeChanges(store.id, {
        [kind]: n,
        ...(pace === 'once' ? {} : { perSecond: Number(pace) }),
      }),
    onSuccess: (changes) => {
      const happening = happeningOf(changes);
      announce(`${happening.words} ${happening.rows}`);
      onHappened(happening);
    },
  });
  return (
    <div className={classes.columns}>
      <Card title={text('store.changes.title')} aside={text('store.changes.sub')} flush>
        <div className={classes.choices}>
          <NumberInput
            className={classes.amount}
            label={text('store.changes.count')}
            min={1}
            max={most}
            allowDecimal={false}
            value={count}
            onChange={setCount}
          />
          <div>
            <span id={paceId} className={classes.label}>
              {text('store.changes.pace')}
            </span>
            <SegmentedControl
              aria-labelledby={paceId}
              data={paces.map((value) => ({ value, label: text(`store.changes.pace.${value}`) }))}
              value={pace}
              onChange={(value) => setPace(value as Pace)}
            />
          </div>
        </div>
        {(change.error || !mayEdit) && (
          <div className={classes.inset}>
            <ReadOnlyNotice />
            {change.error && <ProblemNotice title={text('store.changes.failed')} error={change.error} />}
          </div>
        )}
        <ul className={classes.rows}>
          {kindsOf(store.series).map((kind) => {
            const Icon = icons[kind];
            const words = changeWords(kind, store.series, n);
            return (
              <li key={kind}>
                <Icon size={18} stroke={1.75} aria-hidden />
                <div className={classes.words}>
                  <h3>{words.title}</h3>
                  <p>{words.help}</p>
                </div>
                <Button
                  variant="default"
                  size="xs"
                  className={classes.action}
                  disabled={!mayEdit || (change.isPending && change.variables !== kind)}
                  loading={change.isPending && change.variables === kind}
                  onClick={() => change.mutate(kind)}
                >
                  {words.button}
                </Button>
              </li>
            );
          })}
        </ul>
      </Card>
      <Card title={text('store.changes.done')} flush>
        {happenings.length === 0 ? (
          <p className={classes.empty}>{text('store.changes.none')}</p>
        ) : (
          <ol>
            {happenings.map(({ key, at, words, rows }) => (
              <li key={key} className={classes.happening}>
                <time dateTime={at} title={exactTime(at)}>
                  {preciseTime(at, Date.parse(at))}
                </time>
                <div>
                  {words}
                  {rows && <code>{rows}</code>}
                </div>
              </li>
            ))}
          </ol>
        )}
      </Card>
    </div>
  );
}
