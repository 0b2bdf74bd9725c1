import { CounterflowError } from '../counterflow-error.ts';

/** Where a value comes to stand, and so how it is encoded. */
type Place = 'host' | 'path' | 'query' | 'header' | 'json' | 'form' | 'xml' | 'text';

/** Values by plain path, such as `connection.http.encrypted.appKey`; undefined for one that is not there. */
export type TemplateValues = (path: string) => string | undefined;

/**
 * A whole address, or one below the base URI. A value can't change host, path or query to mean more than itself. Throws, as all
 * of these do, `template_unknown` and `value_unsendable`; a message never holds a value, which may be secret.
 */
export function filledUri(template: string, values: TemplateValues): string {
  return filled(template, values, (before) => placeInUri(before, /^[a-z][a-z0-9+.-]*:\/\//i.test(template)));
}

/** A header's value. Refuses what would end the header: line breaks, and all that is not printable ASCII. */
export function filledHeader(name: string, template: string, values: TemplateValues): string {
  const value = filled(template, values, () => 'header');
  const at = [...value].findIndex((character) => !/^[\x20-\x7e]$/.test(character));
  if (at < 0) return value;
  throw new CounterflowError(
    'value_unsendable',
    `Character ${at + 1} of the header ${name} can't be sent: a header is one line of plain characters.`,
  );
}

/** A request body of a media type. */
export function filledBody(template: string, mediaType: string, values: TemplateValues): string {
  const isObject = mediaType === 'urlencoded' && /^\s*\{(?!\{)/.test(template);
  const isJson = mediaType === 'json' || mediaType === 'form-data' || isObject;
  const place = isJson ? 'json' : mediaType === 'xml' ? 'xml' : mediaType === 'urlencoded' ? 'form' : 'text';
  return filled(template, values, () => place);
}

/** Text between double braces; one that is no plain path is refused by its value. */
const braces = /\{\{([\s\S]*?)\}\}/g;
const plainPath = /^connection(\.[A-Za-z][\w-]*)+$/;

function filled(template: string, values: TemplateValues, placeOf: (before: string) => Place): string {
  if (!template.includes('{{')) return template;
  const rest = template.replace(braces, '');
  if (rest.includes('{{')) {
    throw new CounterflowError('template_unknown', 'A {{ has no }} after it.');
  }
  return template.replace(braces, (whole, inner: string, at: number) => {
    const path = inner.trim();
    if (!plainPath.test(path)) {
      throw new CounterflowError(
        'template_unknown',
        `${whole} is not understood. Between the braces stands a plain path, such as {{connection.http.encrypted.apiKey}}.`,
      );
    }
    const value = values(path);
    if (value === undefined) {
      throw new CounterflowError(
        'template_unknown',
        `There is no ${path}. Name a field of this connection: connection.http.encrypted.NAME, connection.http.unencrypted.NAME or connection.settings.NAME.`,
      );
    }
    return encoded(value, placeOf(template.slice(0, at)), path);
  });
}

function placeInUri(before: string, isAbsolute: boolean): Place {
  if (/[?#]/.test(before)) return 'query';
  return isAbsolute && !/^[^/]*\/\/[^/]*\//.test(before) ? 'host' : 'path';
}

function encoded(value: string, place: Place, path: string): string {
  const refused = (why: string) => new CounterflowError('value_unsendable', `The value of ${path} ${why}`);
  switch (place) {
    case 'host':
      if (/\.(encrypted|password|token|refreshToken)(\.|$)/.test(path))
        throw refused('is secret: it can’t name a host.');
      if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(value)) {
        throw refused('can’t be part of a host: that has letters, digits, hyphens and full stops.');
      }
      return value;
    case 'path':
      if (/^\.*$/.test(value)) throw refused('can’t be part of a path.');
      return encodeURIComponent(value);
    case 'query':
    case 'form':
      return encodeURIComponent(value);
    case 'json':
      return JSON.stringify(value).slice(1, -1);
    case 'xml':
      return value.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
    case 'header':
    case 'text':
      return value;
  }
}
