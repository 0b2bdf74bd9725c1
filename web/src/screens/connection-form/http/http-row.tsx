import { Button } from '@mantine/core';
import IconArrowBackUp from '@tabler/icons-react/dist/esm/icons/IconArrowBackUp.mjs';
import IconLock from '@tabler/icons-react/dist/esm/icons/IconLock.mjs';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { announce } from '../../../components/announcer.tsx';
import { useMayEdit } from '../../../components/may-edit.ts';
import { text } from '../../../texts/text.ts';
import type { FieldsProps } from '../fields.tsx';
import { fieldId } from '../form-head.tsx';
import classes from './http-row.module.css';
import { type HttpRowKey, type HttpWhole, httpEditors, ownValue, shown } from './http-rows.ts';
import { RowEditor } from './row-editor.tsx';

interface HttpRowProps extends Pick<FieldsProps, 'form' | 'stored'> {
  rowKey: HttpRowKey;
  whole: HttpWhole | undefined;
  /** Whether the connector's own values are those of a Lightspeed API: then a row that differs is marked. */
  isOverride: boolean;
  /** Always open: there is nothing of the connector's to go back to. */
  isOpen?: boolean;
}

/** One setting: the connector's value, quiet, or a control with what replaces it. */
export function HttpRow({ rowKey, whole, isOverride, isOpen, form, stored }: HttpRowProps) {
  const labelId = useId();
  const helpId = useId();
  const mayEdit = useMayEdit();
  const id = fieldId(`http.${rowKey}`);
  const own = ownValue(rowKey, whole);
  const { http } = form.values;
  const value = http[rowKey] ?? (isOpen ? own : undefined);
  const isShownOpen = value !== undefined;
  const error = form.errors[`http.${rowKey}`];
  const name = text(`http.${rowKey}`);
  const focusNext = useFocusAfter(id, isShownOpen);
  const { onBlur } = form.getInputProps(`http.${rowKey}`);
  const change = (next: unknown) => {
    form.setFieldValue('http', { ...form.getValues().http, [rowKey]: next });
    form.clearFieldError(`http.${rowKey}`);
  };
  const reset = () => {
    const { [rowKey]: _, ...rest } = form.getValues().http;
    focusNext();
    form.setFieldValue('http', rest);
    form.clearFieldError(`http.${rowKey}`);
    announce(text('http.reset.done', { name }));
  };
  const open = () => {
    focusNext();
    change(own);
  };
  return (
    <div className={classes.row} data-overridden={(isShownOpen && isOverride) || undefined}>
      <div className={classes.name} id={labelId}>
        {name}
        {isOpen && <span aria-hidden> *</span>}
      </div>
      <div className={classes.value}>
        {isShownOpen ? (
          <>
            <RowEditor
              rowKey={rowKey}
              id={id}
              labelId={labelId}
              describedBy={helpId}
              value={value}
              onChange={change}
              onBlur={onBlur as () => void}
              error={error}
              stored={stored?.http ?? null}
            />
            {error && httpEditors[rowKey].kind !== 'address' && <p className={classes.error}>{error}</p>}
            <p className={classes.help} id={helpId}>
              {text(`http.${rowKey}.help`, { example: '{{connection.http.encrypted.name}}' })}
              {!isOpen && <OwnValue rowKey={rowKey} value={own} isOverride={isOverride} />}
            </p>
          </>
        ) : (
          <Quiet rowKey={rowKey} value={own} />
        )}
      </div>
      {!isOpen && (
        <div className={classes.action}>
          {isShownOpen ? (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconArrowBackUp size={14} stroke={1.9} />}
              aria-label={text('http.reset.name', { name })}
              onClick={reset}
            >
              {text('http.reset')}
            </Button>
          ) : (
            <Button
              id={id}
              className={classes.quietAction}
              size="xs"
              variant="subtle"
              color="gray"
              disabled={!mayEdit}
              aria-label={text(isOverride ? 'http.override.name' : 'http.change.name', { name })}
              onClick={open}
            >
              {text(isOverride ? 'http.override' : 'http.change')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

function Quiet({ rowKey, value }: { rowKey: HttpRowKey; value: unknown }) {
  if (rowKey === 'verify') {
    return (
      <span className={classes.safe}>
        <IconLock size={15} stroke={1.75} aria-hidden />
        {text('http.verify.on')}
      </span>
    );
  }
  const line = shown(rowKey, value);
  return line && !isWords(rowKey) ? (
    <code className={classes.quiet}>{line}</code>
  ) : (
    <span className={classes.words}>{line || noneOf(rowKey)}</span>
  );
}

/** What is replaced, so that it can be seen without going back. */
function OwnValue({ rowKey, value, isOverride }: { rowKey: HttpRowKey; value: unknown; isOverride: boolean }) {
  const line = shown(rowKey, value);
  return (
    <span className={classes.own}>
      {text(isOverride ? 'http.connector' : 'http.usually')}{' '}
      {line && !isWords(rowKey) ? <code>{line}</code> : line || noneOf(rowKey)}
    </span>
  );
}

/** Whether a value reads as a sentence and not as something that is sent. */
const isWords = (rowKey: HttpRowKey) => httpEditors[rowKey].kind === 'flag' || rowKey === 'tokenIn';

const noneOf = (rowKey: HttpRowKey): string =>
  rowKey === 'successMediaType' || rowKey === 'errorMediaType' || rowKey === 'pingSuccess'
    ? text(`http.none.${rowKey}`)
    : text('http.none');

/** Gives the focus to what takes the place of the pressed button. */
function useFocusAfter(id: string, isOpen: boolean): () => void {
  const [pressed, setPressed] = useState(0);
  const last = useRef(isOpen);
  useEffect(() => {
    if (pressed > 0 && last.current !== isOpen) document.getElementById(id)?.focus();
    last.current = isOpen;
  }, [id, isOpen, pressed]);
  return () => setPressed((count) => count + 1);
}

/** A setting that nobody changes here, in the same layout. */
export function FixedRow({ name, value, note }: { name: string; value: ReactNode; note: string }) {
  return (
    <div className={classes.row}>
      <div className={classes.name}>{name}</div>
      <div className={classes.value}>
        <code className={classes.quiet}>{value}</code>
      </div>
      <div className={classes.note}>{note}</div>
    </div>
  );
}
