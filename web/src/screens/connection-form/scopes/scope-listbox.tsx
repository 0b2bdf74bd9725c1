import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs';
import IconShieldExclamation from '@tabler/icons-react/dist/esm/icons/IconShieldExclamation.mjs';
import { type Dispatch, Fragment, type KeyboardEvent, type MouseEvent, useEffect, useId, useRef } from 'react';
import type { Scope } from '../../../api/scopes.ts';
import { classNames } from '../../../components/class-names.ts';
import { Tag } from '../../../components/tag.tsx';
import { text } from '../../../texts/text.ts';
import { coveredBy, grouped, type ScopeAction, type ScopeLists, type Side, shortName } from './scope-lists.ts';
import classes from './scopes-panel.module.css';

const typeAheadMs = 600;

interface ScopeListboxProps {
  side: Side;
  label: string;
  rows: readonly Scope[];
  lists: ScopeLists;
  /** Names of what needs a scope, by scope. */
  users: ReadonlyMap<string, readonly string[]>;
  dispatch: Dispatch<ScopeAction>;
}

/**
 * One list of the picker, as the ARIA rearrangeable listbox: a single stop for Tab, arrows move, Space checks, Shift and
 * arrows extend, Ctrl+A checks all or none, Enter adds in the left list, Delete removes in the right one.
 */
export function ScopeListbox({ side, label, rows, lists, users, dispatch }: ScopeListboxProps) {
  const list = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: '', at: 0 });
  const id = useId();
  const active = rows.some(({ scope }) => scope === lists.active[side]) ? lists.active[side] : null;
  const optionId = (scope: string) => `${id}-${scope.replaceAll(':', '-')}`;
  useEffect(() => {
    if (active === null || document.activeElement !== list.current) return;
    list.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const onKeyDown = (event: KeyboardEvent) => {
    const now = Date.now();
    const isTyping = typed.current.text !== '' && now - typed.current.at < typeAheadMs;
    const action = actionOf(event, side, isTyping);
    if (action) {
      event.preventDefault();
      dispatch(action);
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      typed.current = { text: (isTyping ? typed.current.text : '') + event.key, at: now };
      dispatch({ type: 'typeAhead', side, typed: typed.current.text });
    }
  };
  return (
    <div
      ref={list}
      className={classes.options}
      role="listbox"
      aria-label={label}
      aria-multiselectable
      aria-activedescendant={active === null ? undefined : optionId(active)}
      tabIndex={0}
      onFocus={() => dispatch({ type: 'enter', side })}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        const scope = scopeAt(event);
        if (scope) dispatch(event.shiftKey ? { type: 'extend', side, to: { scope } } : { type: 'toggle', side, scope });
      }}
      onDoubleClick={(event) => {
        const scope = scopeAt(event);
        if (scope) dispatch({ type: 'move', from: side, which: { scope } });
      }}
    >
      {grouped(rows).map(({ group, scopes }) => (
        <fieldset key={group} className={classes.part} aria-labelledby={`${id}-${group}`}>
          <div id={`${id}-${group}`} className={classes.group} role="presentation">
            {group}
          </div>
          {scopes.map((row) => (
            <Option
              key={row.scope}
              id={optionId(row.scope)}
              row={row}
              isChecked={lists.checked[side].has(row.scope)}
              isActive={row.scope === active}
              neededBy={users.get(row.scope)}
              coveredBy={side === 'selected' ? coveredBy(row, lists.selected) : undefined}
            />
          ))}
        </fieldset>
      ))}
    </div>
  );
}

/** The scope of the option that was clicked. */
const scopeAt = ({ target }: MouseEvent) =>
  target instanceof Element ? target.closest<HTMLElement>('[data-scope]')?.dataset.scope : undefined;

function actionOf(event: KeyboardEvent, side: Side, isTyping: boolean): ScopeAction | undefined {
  const { key, shiftKey } = event;
  if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === 'a') return { type: 'toggleAll', side };
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  if (key === 'ArrowDown') return shiftKey ? { type: 'extend', side, to: 'next' } : { type: 'go', side, to: 'next' };
  if (key === 'ArrowUp')
    return shiftKey ? { type: 'extend', side, to: 'previous' } : { type: 'go', side, to: 'previous' };
  if (key === 'Home') return { type: 'go', side, to: 'first' };
  if (key === 'End') return { type: 'go', side, to: 'last' };
  if (key === ' ' && !isTyping) return { type: 'toggle', side };
  if (key === 'Enter' && side === 'available') return { type: 'move', from: side, which: 'checked' };
  if ((key === 'Delete' || key === 'Backspace') && side === 'selected') {
    return { type: 'move', from: side, which: 'checked' };
  }
  // Enter in the right list does nothing, and never submits what lies under the panel.
  return key === 'Enter' ? { type: 'enter', side } : undefined;
}

interface OptionProps {
  id: string;
  row: Scope;
  isChecked: boolean;
  isActive: boolean;
  /** Names of flows and exports that need it. */
  neededBy: readonly string[] | undefined;
  /** The selected scope that contains this one. */
  coveredBy: string | undefined;
}

function Option({ id, row, isChecked, isActive, neededBy, coveredBy: wider }: OptionProps) {
  const { scope, title, access, sensitive } = row;
  const prefix = scope.slice(0, scope.length - shortName(scope).length);
  return (
    <div
      id={id}
      role="option"
      aria-selected={isChecked}
      tabIndex={-1}
      data-scope={scope}
      data-active={isActive || undefined}
      className={classNames(classes.option, isChecked && classes.checked, isActive && classes.active)}
    >
      <span className={classes.box} aria-hidden>
        {isChecked && <IconCheck size={11} stroke={3.5} />}
      </span>
      <code>
        <span className={classes.prefix}>{prefix}</span>
        <Breakable name={shortName(scope)} />
      </code>
      <Tag {...(access === 'read' ? { tone: 'line' } : {})}>
        {text(access === 'read' ? 'scopes.read' : 'scopes.readWrite')}
      </Tag>
      <p>
        {sensitive && (
          <span className={classes.sensitive}>
            <IconShieldExclamation size={14} stroke={2} aria-hidden />
            {text('scopes.sensitive')}
          </span>
        )}
        {sensitive ? text('scopes.titleReason', { title, reason: sensitive }) : title}
        {neededBy && <span className={classes.needed}> {text('scopes.neededBy', { names: neededBy.join(', ') })}</span>}
        {wider && <span className={classes.covered}> {text('scopes.covered', { scope: shortName(wider) })}</span>}
      </p>
    </div>
  );
}

/** A name that may break after its underscores only. */
function Breakable({ name }: { name: string }) {
  return name.split(/(?<=_)/).map((part, i) => (
    <Fragment key={part}>
      {i > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
