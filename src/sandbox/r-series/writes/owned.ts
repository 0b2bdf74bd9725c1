import { rowsWhere } from '../../rows/rows.ts';
import type { CustomFields } from '../custom-fields.ts';
import type { Resource, Row } from '../resource.ts';
import { tag } from '../tags.ts';
import { vendor } from '../vendors.ts';
import { customFieldValue, itemVendorNum, ownerOf, tagRelation } from '../written.ts';
import { type Fields, isFields, rowsIn } from './body.ts';
import { Refused } from './refused.ts';
import { textOf } from './values.ts';
import type { Change } from './writable.ts';
import type { Writing } from './writing.ts';

/** Rows below a row as they may be written: with the first write those it was made with are kept as well. */
function ownRows(writing: Writing, of: Resource, id: number, list: Resource, relation: string): Row[] {
  const owner = ownerOf(of, id);
  const rows = rowsWhere(writing.store, list, 'owner', owner);
  if (rows.length > 0) return rows;
  for (const row of of.relations[relation]?.rows(writing.store, writing.row(of, id)) ?? []) {
    const { [list.key]: _, ...fields } = row;
    writing.add(list, { ...fields, owner });
  }
  return rowsWhere(writing.store, list, 'owner', owner);
}

/** Tags of a row: those that were sent take the place of all it had; a name that is new becomes a tag (unsure). */
export function writeTags(writing: Writing, of: Resource, { id, sent }: Change): void {
  if (!Object.hasOwn(sent, 'Tags')) return;
  const owner = ownerOf(of, id);
  const ids = new Set(tagsIn(sent.Tags).map((one) => tagId(writing, one)));
  for (const row of rowsWhere(writing.store, tagRelation, 'owner', owner)) {
    if (!ids.delete(Number(row.tagID))) writing.remove(tagRelation, Number(row.tagRelationID));
  }
  for (const tagID of ids) writing.add(tagRelation, { tagID: String(tagID), [of.key]: String(id), owner });
}

/** Tags as clients write them: `{tag: [..]}`, `{Tag: [..]}`, of names or of records; or names alone. */
function tagsIn(value: unknown): unknown[] {
  const inner = isFields(value) ? (value.tag ?? value.Tag ?? []) : (value ?? []);
  return (Array.isArray(inner) ? inner : [inner]).filter((one) => one !== '');
}

function tagId(writing: Writing, sent: unknown): number {
  const { tagID, name } = isFields(sent) ? sent : { tagID: undefined, name: sent };
  if (tagID !== undefined) {
    if (!writing.exists(tag, Number(tagID))) throw new Refused(`tagID ${String(tagID)} does not exist.`);
    return Number(tagID);
  }
  const text = textOf('string', 'Tag', name, 'UTC').trim();
  if (text === '') throw new Refused('Tag: say which by a tagID or a name.');
  const [known] = rowsWhere(writing.store, tag, 'name', text);
  return known ? Number(known.tagID) : writing.add(tag, { name: text });
}

/** Values of custom fields, by the field's id. A value is a whole number, a number, yes or no, or text, as its field says. */
export function writeCustomFields(writing: Writing, of: Resource, fields: CustomFields, { id, sent }: Change): void {
  const owner = ownerOf(of, id);
  for (const one of rowsIn(sent.CustomFieldValues, 'CustomFieldValue')) {
    const fieldId = Number(one.customFieldID);
    if (!writing.exists(fields.field, fieldId))
      throw new Refused(`customFieldID ${String(one.customFieldID)} does not exist.`);
    const { name, type } = writing.row(fields.field, fieldId);
    const written: Row = {
      value: customValue(writing, fields, fieldId, String(type), one.value),
      name,
      type,
      deleted: 'false',
      timeStamp: writing.at,
    };
    const known = ownRows(writing, of, id, customFieldValue, 'CustomFieldValues').find(
      ({ customFieldID }) => customFieldID === String(fieldId),
    );
    if (known) writing.put(customFieldValue, Number(known.customFieldValueID), written);
    else writing.add(customFieldValue, { customFieldID: String(fieldId), ...written, owner });
  }
}

const plainTypes: Record<string, string> = {
  integer: 'integer',
  float: 'float',
  boolean: 'boolean',
  datetime: 'datetime',
  date: 'date',
};

/** A choice is shown as its record, several as a list of them; it is written by id or by name. */
function customValue(
  writing: Writing,
  { choice }: CustomFields,
  fieldId: number,
  type: string,
  value: unknown,
): unknown {
  if (!type.endsWith('_choice')) return textOf(plainTypes[type] ?? 'string', 'value', value, 'UTC');
  const choices = rowsWhere(writing.store, choice, 'customFieldID', String(fieldId));
  const chosen = choicesIn(value).map((one) => {
    const wanted = String(isFields(one) ? (one.customFieldChoiceID ?? one.name) : one);
    const found = choices.find(({ customFieldChoiceID, name }) => customFieldChoiceID === wanted || name === wanted);
    if (!found) throw new Refused(`value ${wanted.slice(0, 100)} is no choice of custom field ${fieldId}.`);
    return found;
  });
  if (chosen.length === 0) return '';
  return { CustomFieldChoice: chosen.length === 1 ? chosen[0] : chosen };
}

function choicesIn(value: unknown): unknown[] {
  const inner = isFields(value) && 'CustomFieldChoice' in value ? value.CustomFieldChoice : value;
  return (Array.isArray(inner) ? inner : [inner]).filter((one) => one !== '' && one !== null && one !== undefined);
}

/** Numbers under which vendors sell an item: one of each vendor; an empty one is taken away. */
export function writeVendorNumbers(writing: Writing, of: Resource, { id, sent }: Change): void {
  const owner = ownerOf(of, id);
  for (const one of rowsIn(sent.ItemVendorNums, 'ItemVendorNum')) {
    const rows = ownRows(writing, of, id, itemVendorNum, 'ItemVendorNums');
    const known = rows.find((row) =>
      Object.hasOwn(one, 'itemVendorNumID')
        ? row.itemVendorNumID === String(one.itemVendorNumID)
        : row.vendorID === String(one.vendorID),
    );
    writeVendorNumber(writing, { itemID: String(id), owner }, known, one);
  }
}

function writeVendorNumber(writing: Writing, links: Row, known: Row | undefined, sent: Fields): void {
  const fields: Row = { timeStamp: writing.at };
  if (Object.hasOwn(sent, 'value')) fields.value = textOf('string', 'value', sent.value, 'UTC');
  if (Object.hasOwn(sent, 'cost')) fields.cost = textOf('float', 'cost', sent.cost, 'UTC');
  const id = Number(known?.itemVendorNumID);
  if (known && fields.value === '') writing.remove(itemVendorNum, id);
  else if (known) writing.put(itemVendorNum, id, fields);
  else addVendorNumber(writing, links, fields, sent);
}

function addVendorNumber(writing: Writing, links: Row, fields: Row, sent: Fields): void {
  if (!writing.exists(vendor, Number(sent.vendorID)))
    throw new Refused(`vendorID ${String(sent.vendorID)} does not exist.`);
  writing.add(itemVendorNum, { value: '', cost: '0', ...fields, vendorID: String(Number(sent.vendorID)), ...links });
}
