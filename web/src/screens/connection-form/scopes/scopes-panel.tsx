import { Button, SegmentedControl, TextInput, Tooltip } from '@mantine/core';
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs';
import IconInfoCircle from '@tabler/icons-react/dist/esm/icons/IconInfoCircle.mjs';
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs';
import { type ReactNode, useState } from 'react';
import type { NeededScopes } from '../../../api/connections.ts';
import type { Scope, ScopeBundle } from '../../../api/scopes.ts';
import { announce } from '../../../components/announcer.tsx';
import { useLeaveGuard } from '../../../components/leave-guard.tsx';
import { FooterSpace, SidePanel } from '../../../components/side-panel.tsx';
import { text } from '../../../texts/text.ts';
import { neededBy, unmet } from './needs.ts';
import { ScopeListbox } from './scope-listbox.tsx';
import {
  changeLists,
  checkedRows,
  coveredBy,
  rowsOf,
  type ScopeAction,
  type ScopeLists,
  type Side,
  scopeLists,
  shortName,
  writers,
} from './scope-lists.ts';
import classes from './scopes-panel.module.css';

interface ScopesPanelProps {
  /** Name of the API type, for the subtitle. */
  type: string;
  catalogue: readonly Scope[];
  bundles: readonly ScopeBundle[];
  /** What reads over the connection, and which scopes that needs. */
  needs: readonly NeededScopes[];
  selected: readonly string[];
  onSave: (scopes: string[]) => void;
  onClose: () => void;
}

/** Chooses scopes between two lists, over the form. Nothing reaches the form before Save. */
export function ScopesPanel({ type, catalogue, bundles, needs, selected, onSave, onClose }: ScopesPanelProps) {
  const [lists, setLists] = useState(() => scopeLists(selected, unmet(needs, catalogue, selected)));
  const users = neededBy(needs, catalogue, lists.selected);
  const [side, setSide] = useState<Side>('available');
  const chosen = rowsOf(lists, catalogue, 'selected');
  const isChanged = chosen.length !== selected.length || !selected.every((scope) => lists.selected.has(scope));
  const guard = useLeaveGuard(isChanged, 'nowhere');
  const dispatch = (action: ScopeAction) => {
    const next = changeLists(catalogue, lists, action);
    setLists(next);
    const change = next.selected.size - lists.selected.size;
    if (change === 0) return;
    const key = change > 0 ? 'scopes.added' : 'scopes.removed';
    announce(text(key, { n: Math.abs(change), selected: next.selected.size }));
  };
  const save = () => {
    guard.leaveFreely();
    onSave(chosen.map(({ scope }) => scope));
  };
  return (
    <SidePanel
      title={text('scopes.title')}
      subtitle={text('scopes.sub', { type, n: catalogue.length })}
      size={940}
      filled
      covered={guard.asking}
      onClose={onClose}
      onBack={onClose}
      footer={
        <>
          <Button onClick={save}>{text('scopes.save', { n: chosen.length })}</Button>
          <Button variant="subtle" color="gray" onClick={onClose}>
            {text('common.cancel')}
          </Button>
          <FooterSpace />
          <span className={classes.summary}>{summary(chosen)}</span>
        </>
      }
    >
      <Bundles bundles={bundles} lists={lists} dispatch={dispatch} />
      <SegmentedControl
        className={classes.tabs}
        fullWidth
        data={(['available', 'selected'] as const).map((value) => ({
          value,
          label: text(`scopes.tab.${value}`, {
            n: value === 'selected' ? chosen.length : catalogue.length - chosen.length,
          }),
        }))}
        value={side}
        onChange={(value) => setSide(value as Side)}
      />
      <div className={classes.dual} data-side={side}>
        <Available catalogue={catalogue} lists={lists} users={users} dispatch={dispatch} />
        <MoveButtons catalogue={catalogue} lists={lists} dispatch={dispatch} />
        <Selected catalogue={catalogue} lists={lists} users={users} dispatch={dispatch} />
      </div>
      <p className={classes.foot}>{text('scopes.foot')}</p>
      {guard.question}
    </SidePanel>
  );
}

function summary(chosen: readonly Scope[]): string {
  if (chosen.length === 0) return text('scopes.summary.none');
  const write = writers(chosen);
  return write === 0
    ? text('scopes.summary.read', { n: chosen.length })
    : text('scopes.summary.write', { n: chosen.length, write });
}

interface ListProps {
  catalogue: readonly Scope[];
  lists: ScopeLists;
  dispatch: (action: ScopeAction) => void;
}

type SideProps = ListProps & { users: ReadonlyMap<string, readonly string[]> };

function Bundles({ bundles, lists, dispatch }: Omit<ListProps, 'catalogue'> & { bundles: readonly ScopeBundle[] }) {
  return (
    <fieldset className={classes.bundles} aria-label={text('scopes.bundles')}>
      <span className={classes.bundlesLabel}>{text('scopes.bundles')}</span>
      {bundles.map(({ name, scopes }) => {
        const isIn = scopes.every((scope) => lists.selected.has(scope));
        return (
          <Tooltip key={name} label={text('scopes.bundle.help', { n: scopes.length })}>
            <Button
              size="xs"
              variant={isIn ? 'light' : 'default'}
              leftSection={isIn ? <IconCheck size={14} stroke={2} /> : undefined}
              aria-pressed={isIn}
              onClick={(event) => dispatch({ type: 'bundle', scopes, replaces: event.shiftKey })}
            >
              {name}
            </Button>
          </Tooltip>
        );
      })}
    </fieldset>
  );
}

function Available({ catalogue, lists, users, dispatch }: SideProps) {
  const rows = rowsOf(lists, catalogue, 'available');
  const all = catalogue.length - lists.selected.size;
  const checked = checkedRows(lists, catalogue, 'available').length;
  const count = lists.search
    ? text('scopes.count.shown', { shown: rows.length, n: all })
    : checked > 0
      ? text('scopes.count.checked', { n: all, checked })
      : text('scopes.count', { n: all });
  return (
    <section className={classes.list} data-list="available">
      <ListHead title={text('scopes.available')} count={count} />
      <div className={classes.search}>
        <TextInput
          type="search"
          aria-label={text('scopes.search')}
          placeholder={text('scopes.search')}
          leftSection={<IconSearch size={15} stroke={1.9} />}
          data-autofocus
          value={lists.search}
          onChange={(event) => dispatch({ type: 'search', search: event.currentTarget.value })}
        />
      </div>
      {rows.length === 0 && (
        <p className={classes.empty}>{text(lists.search ? 'scopes.noMatch' : 'scopes.allAdded')}</p>
      )}
      <ScopeListbox side="available" label={text('scopes.available')} {...{ rows, lists, users, dispatch }} />
    </section>
  );
}

function Selected({ catalogue, lists, users, dispatch }: SideProps) {
  const rows = rowsOf(lists, catalogue, 'selected');
  const isReadOnly = rows.length > 0 && writers(rows) === 0;
  return (
    <section className={classes.list} data-list="selected">
      <ListHead
        title={text('scopes.selected')}
        count={text(isReadOnly ? 'scopes.count.read' : 'scopes.count', { n: rows.length })}
      />
      {rows.length === 0 && <p className={classes.empty}>{text('scopes.noneSelected')}</p>}
      <ScopeListbox side="selected" label={text('scopes.selected')} {...{ rows, lists, users, dispatch }} />
      <CoveredNote rows={rows} selected={lists.selected} />
    </section>
  );
}

/** Says once what the marks "already covered" at the options mean. */
function CoveredNote({ rows, selected }: { rows: readonly Scope[]; selected: ReadonlySet<string> }) {
  const covered = rows.filter((row) => coveredBy(row, selected) !== undefined);
  const all = covered.map((row) => coveredBy(row, selected)).find((scope) => scope?.endsWith(':all'));
  const [first] = covered;
  if (!first) return null;
  const message = all
    ? text('scopes.allNote', { scope: all })
    : text('scopes.coveredNote', {
        covered: covered.map(({ scope }) => shortName(scope)).join(', '),
        by: shortName(coveredBy(first, selected) ?? ''),
        n: covered.length,
      });
  return (
    <p className={classes.note}>
      <IconInfoCircle size={15} stroke={1.75} aria-hidden />
      {message}
    </p>
  );
}

function ListHead({ title, count }: { title: string; count: string }) {
  return (
    <h3>
      {title} <span>{count}</span>
    </h3>
  );
}

function MoveButtons({ catalogue, lists, dispatch }: ListProps) {
  const toAdd = checkedRows(lists, catalogue, 'available').length;
  const toRemove = checkedRows(lists, catalogue, 'selected').length;
  const shown = rowsOf(lists, catalogue, 'available').length;
  return (
    <div className={classes.moves}>
      <MoveButton
        glyph=">"
        data="add"
        primary
        isOff={toAdd === 0}
        onPress={() => dispatch(moveOf('available', 'checked'))}
      >
        {toAdd > 0 ? text('scopes.add.n', { n: toAdd }) : text('scopes.add')}
      </MoveButton>
      <MoveButton glyph="»" data="add" isOff={shown === 0} onPress={() => dispatch(moveOf('available', 'shown'))}>
        {text(lists.search ? 'scopes.addShown' : 'scopes.addAll', { n: shown })}
      </MoveButton>
      <span className={classes.gap} />
      <MoveButton
        glyph="<"
        data="remove"
        isOff={toRemove === 0}
        onPress={() => dispatch(moveOf('selected', 'checked'))}
      >
        {toRemove > 0 ? text('scopes.remove.n', { n: toRemove }) : text('scopes.remove')}
      </MoveButton>
      <MoveButton
        glyph="«"
        data="remove"
        isOff={lists.selected.size === 0}
        onPress={() => dispatch(moveOf('selected', 'shown'))}
      >
        {text('scopes.removeAll', { n: lists.selected.size })}
      </MoveButton>
    </div>
  );
}

const moveOf = (from: Side, which: 'checked' | 'shown'): ScopeAction => ({ type: 'move', from, which });

interface MoveButtonProps {
  glyph: string;
  data: 'add' | 'remove';
  primary?: boolean;
  /** Nothing to move: the button stays in the order of focus, but does nothing. */
  isOff: boolean;
  onPress: () => void;
  children: ReactNode;
}

function MoveButton({ glyph, data, primary, isOff, onPress, children }: MoveButtonProps) {
  return (
    <Button
      variant={primary && !isOff ? 'filled' : 'default'}
      justify="flex-start"
      fullWidth
      data-move={data}
      data-disabled={isOff || undefined}
      aria-disabled={isOff}
      leftSection={
        <span className={classes.glyph} aria-hidden>
          {glyph}
        </span>
      }
      onClick={(event) => {
        if (isOff) event.preventDefault();
        else onPress();
      }}
    >
      {children}
    </Button>
  );
}
