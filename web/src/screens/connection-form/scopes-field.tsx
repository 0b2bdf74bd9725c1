import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { scopesQuery } from '../../api/scopes.ts';
import { Notice } from '../../components/notice.tsx';
import { text } from '../../texts/text.ts';
import { needsNewSignIn } from './draft-request.ts';
import classes from './fields.module.css';
import type { FieldsProps } from './fields.tsx';
import { fieldId } from './form-head.tsx';
import { shortName, writers } from './scopes/scope-lists.ts';

const shownScopes = 12;

/** The chosen scopes, and the way to the picker. */
export function ScopesField({ form, stored, onPanel }: FieldsProps) {
  const labelId = useId();
  const { apiType } = form.values;
  const field = apiType === 'lightspeed-x' ? 'xScopes' : 'scopes';
  const catalogue = useQuery({ ...scopesQuery(apiType), throwOnError: false }).data?.items;
  const scopes = form.values[field];
  const error = form.errors[field];
  const errorId = `${labelId}-error`;
  return (
    <div>
      <div className={classes.head}>
        <div className={classes.label} id={labelId}>
          {text('form.scopes')} <span aria-hidden>*</span>
        </div>
        {catalogue && <div className={classes.aside}>{countOf(scopes, catalogue)}</div>}
      </div>
      <p className={classes.help}>{text('form.scopes.help')}</p>
      <div className={classes.scopes} data-error={error ? true : undefined}>
        <div className={classes.chips}>
          {scopes.length === 0 && <span className={classes.none}>{text('form.scopes.none')}</span>}
          {scopes.slice(0, shownScopes).map((scope) => (
            <code key={scope}>{shortName(scope)}</code>
          ))}
          {scopes.length > shownScopes && (
            <span className={classes.more}>{text('form.scopes.more', { n: scopes.length - shownScopes })}</span>
          )}
        </div>
        <Button
          id={fieldId(field)}
          size="xs"
          variant="default"
          disabled={!catalogue}
          aria-describedby={error ? `${labelId} ${errorId}` : labelId}
          onClick={() => onPanel('scopes')}
        >
          {text('form.scopes.choose')}
        </Button>
      </div>
      {error && (
        <p className={classes.error} id={errorId}>
          {error}
        </p>
      )}
      {needsNewSignIn(form.values, stored) && (
        <div className={classes.again}>
          <Notice tone="accent" role="status">
            {text('form.scopes.again')}
          </Notice>
        </div>
      )}
    </div>
  );
}

function countOf(chosen: readonly string[], catalogue: Parameters<typeof writers>[0]): string {
  const all = catalogue.length;
  if (chosen.length === 0) return text('form.scopes.count.none', { all });
  const write = writers(catalogue.filter(({ scope }) => chosen.includes(scope)));
  return write === 0
    ? text('form.scopes.count.read', { n: chosen.length, all })
    : text('form.scopes.count.write', { n: chosen.length, all, write });
}
