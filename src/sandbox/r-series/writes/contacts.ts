import { nested, type Resource, type Row, withRelations } from '../resource.ts';
import { contact } from '../written.ts';
import { type Fields, isFields, rowsIn } from './body.ts';
import { Refused } from './refused.ts';
import { textOf } from './values.ts';
import type { Change } from './writable.ts';
import type { Writing } from './writing.ts';

/** Lists of a contact: the name of a row, its fields, and what tells rows apart. */
const lists = {
  Addresses: {
    rowName: 'ContactAddress',
    fields: ['address1', 'address2', 'city', 'state', 'stateCode', 'zip', 'country', 'countryCode'],
    apart: undefined,
  },
  Phones: { rowName: 'ContactPhone', fields: ['number', 'useType'], apart: 'useType' },
  Emails: { rowName: 'ContactEmail', fields: ['address', 'useType'], apart: 'useType' },
  Websites: { rowName: 'ContactWebsite', fields: ['url'], apart: undefined },
} as const;

const flags = ['noEmail', 'noPhone', 'noMail'];

/** What a new contact says if nothing is sent: it wants no mail of any kind (firm). */
const empty = (at: string): Row => ({
  custom: '',
  noEmail: 'true',
  noPhone: 'true',
  noMail: 'true',
  timeStamp: at,
  Addresses: '',
  Phones: '',
  Emails: '',
  Websites: '',
});

/**
 * Writes the contact that was sent with a row, with its lists: they can be written no other way (firm). A new row always
 * gets one.
 */
export function writeContact(writing: Writing, of: Resource, { id, before, sent }: Change, made: Row = {}): void {
  const value = sent.Contact;
  if (before && !Object.hasOwn(sent, 'Contact')) return;
  if (value !== undefined && value !== null && value !== '' && !isFields(value))
    throw new Refused('Contact must be a record.');
  const fields: Fields = isFields(value) ? value : {};
  const known = before ? contactBefore(writing, of, id) : undefined;
  const row: Row = {
    ...(known ?? { ...empty(writing.at), ...made }),
    ...written(fields, known),
    timeStamp: writing.at,
  };
  const contactId = Number(known?.contactID ?? 0);
  if (contactId > 0) writing.put(contact, contactId, row);
  else writing.put(of, id, { contactID: String(writing.add(contact, row)) });
}

function contactBefore(writing: Writing, of: Resource, id: number): Row | undefined {
  const loaded = withRelations(writing.store, of.relations, writing.row(of, id), ['Contact']).Contact;
  return isFields(loaded) ? loaded : undefined;
}

function written(sent: Fields, known: Row | undefined): Row {
  const row: Row = {};
  if (Object.hasOwn(sent, 'custom')) row.custom = textOf('string', 'custom', sent.custom, 'UTC');
  for (const flag of flags) if (Object.hasOwn(sent, flag)) row[flag] = textOf('boolean', flag, sent[flag], 'UTC');
  for (const [list, { rowName, fields, apart }] of Object.entries(lists)) {
    if (!Object.hasOwn(sent, list)) continue;
    const rows = rowsIn(sent[list], rowName).map((one) =>
      Object.fromEntries(
        fields
          .filter((name) => Object.hasOwn(one, name))
          .map((name) => [name, textOf('string', name, one[name], 'UTC')]),
      ),
    );
    row[list] = nested(rowName, laidOver(rowsIn(known?.[list], rowName), rows, fields, apart));
  }
  return row;
}

/**
 * Rows of a list after a write: those that were sent, over the ones of the same use, which keep what was not sent; those of
 * other uses stay (unsure). What is left without a number, an address or a place is gone.
 */
function laidOver(before: Row[], sent: Row[], fields: readonly string[], apart: string | undefined): Row[] {
  const rows: Row[] = sent.length === 0 ? [] : before.map((row) => ({ ...row }));
  for (const [at, one] of sent.entries()) {
    const same = apart === undefined ? rows[at] : rows.find((row) => row[apart] === (one[apart] ?? 'Primary'));
    if (same) Object.assign(same, one);
    else
      rows.push({ ...Object.fromEntries(fields.map((name) => [name, name === 'useType' ? 'Primary' : ''])), ...one });
  }
  return rows.filter((row) => fields.some((name) => name !== 'useType' && row[name] !== ''));
}
