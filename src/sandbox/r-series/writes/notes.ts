import type { Resource, Row } from '../resource.ts';
import { note } from '../written.ts';
import { isFields } from './body.ts';
import { Refused } from './refused.ts';
import { textOf } from './values.ts';
import type { Change } from './writable.ts';
import type { Writing } from './writing.ts';

/** Writes the note that was sent with a row, and links the row to it. `always`: a new row has one, if an empty one (recorded of orders). */
export function writeNote(writing: Writing, of: Resource, { id, before, sent }: Change, always = false): void {
  if (!Object.hasOwn(sent, 'Note') && (before || !always)) return;
  const { Note: value = '' } = sent;
  const wanted = value === '' || value === null ? { note: '' } : value;
  if (!isFields(wanted)) throw new Refused('Note must be a record.');
  const fields: Row = { timeStamp: writing.at };
  if (Object.hasOwn(wanted, 'note')) fields.note = textOf('string', 'note', wanted.note, 'UTC');
  if (Object.hasOwn(wanted, 'isPublic')) fields.isPublic = textOf('boolean', 'isPublic', wanted.isPublic, 'UTC');
  const known = Number(writing.field(of, id, 'noteID'));
  if (writing.exists(note, known)) writing.put(note, known, fields);
  else writing.put(of, id, { noteID: String(writing.add(note, { note: '', isPublic: 'false', ...fields })) });
}
