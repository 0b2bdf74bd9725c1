import { timeOf } from './calendar.ts';
import { Purpose } from './dice.ts';
import type { Origin } from './origin.ts';
import { companies } from './vocabulary/companies.ts';
import { firstNames, lastNames, type Name } from './vocabulary/people.ts';
import { streets, type Town, towns } from './vocabulary/places.ts';
import { longNote, shortNotes } from './vocabulary/texts.ts';

/** What any series shows of a customer. Texts are as typed, "" where there is none. */
export interface Customer {
  id: number;
  firstName: string;
  lastName: string;
  title: string;
  company: string;
  vatNumber: string;
  /** The shop's own number of a customer. */
  code: string;
  /** Undefined for most. */
  birthday: { year: number; month: number; day: number } | undefined;
  /** Two at most, the one used first. */
  emails: readonly string[];
  phones: readonly { number: string; use: 'mobile' | 'home' }[];
  website: string;
  street: string;
  town: Town;
  postalCode: string;
  /** What the customer does not wish to get. */
  refuses: { email: boolean; phone: boolean; mail: boolean };
  /** Number of a customer group from 1; 0 for none. */
  group: number;
  isArchived: boolean;
  note: string;
  /** Epoch seconds. */
  createdAt: number;
  changedAt: number;
}

/** Groups that customers are put into. */
export const customerGroups = ['Regular', 'Trade', 'Club “Gold”'] as const;

const FIRST = new Purpose('first name');
const LAST = new Purpose('last name');
const TWIN = new Purpose('twin customer');
const COMPANY = new Purpose('company');
const TITLE = new Purpose('title');
const VAT = new Purpose('vat number');
const BIRTHDAY = new Purpose('birthday');
const EMAILS = new Purpose('emails');
const PHONES = new Purpose('phones');
const TOWN = new Purpose('town');
const STREET = new Purpose('street');
const POSTAL = new Purpose('postal code');
const REFUSES = new Purpose('refuses');
const GROUP = new Purpose('customer group');
const ARCHIVED = new Purpose('customer archived');
const NOTE = new Purpose('customer note');
const WEBSITE = new Purpose('website');

export const isCustomerArchived = (origin: Origin, id: number) => ARCHIVED.isChosen(30, origin.seed, id);

/**
 * The customer that another one is a second entry of, with the same mail address in other letters: entered twice at two
 * tills. Undefined for most.
 */
export function twinOf({ seed }: Origin, id: number): number | undefined {
  if (id < 2 || !TWIN.isChosen(20, seed, id)) return undefined;
  return TWIN.isChosen(20, seed, id - 1) ? undefined : id - 1;
}

export function customerOf(origin: Origin, id: number): Customer {
  const { seed } = origin;
  const twin = twinOf(origin, id);
  const named = twin ?? id;
  const first = FIRST.pick(firstNames, seed, named);
  const last = LAST.pick(lastNames, seed, named);
  const town = TOWN.pick(towns, seed, named);
  const changedAt = timeOf(origin, id, origin.customers);
  const refuses = (n: number, share: number) => REFUSES.chance(share, seed, id, n);
  return {
    id,
    // Whoever entered it the second time wrote the name in plain letters, or the mail address in capitals.
    firstName: twin !== undefined && id % 2 === 0 ? capitalised(first[1]) : first[0],
    lastName: twin !== undefined && id % 2 === 0 ? `${capitalised(last[1])} ` : last[0],
    title: TITLE.chance(0.1, seed, id) ? 'Dr' : '',
    company: COMPANY.chance(0.15, seed, named) ? COMPANY.pick(companies, seed, named, 1) : '',
    vatNumber: VAT.chance(0.05, seed, id) ? `DE${100_000_000 + id}` : '',
    code: `${last[1]
      .replace(/[^a-z]/g, '')
      .slice(0, 4)
      .toUpperCase()}-${String(id).padStart(4, '0')}`,
    birthday: BIRTHDAY.chance(0.2, seed, id) ? birthdayOf(seed, id) : undefined,
    emails: emailsOf(seed, named, first, last).map((address) =>
      twin !== undefined && id % 2 === 1 ? address.toUpperCase() : address,
    ),
    phones: phonesOf(seed, id, town),
    website: WEBSITE.chance(0.1, seed, id) ? `https://www${id}.example` : '',
    street: `${1 + STREET.below(200, seed, named)} ${STREET.pick(streets, seed, named, 1)}`,
    town,
    postalCode: filledIn(town.postalCode, seed, named),
    refuses: { email: refuses(0, 0.35), phone: refuses(1, 0.15), mail: refuses(2, 0.15) },
    group: GROUP.chance(0.7, seed, id) ? 0 : 1 + GROUP.below(customerGroups.length, seed, id, 1),
    isArchived: isCustomerArchived(origin, id),
    note: noteOf(seed, id),
    createdAt: changedAt - 3600,
    changedAt,
  };
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function birthdayOf(seed: number, id: number): { year: number; month: number; day: number } {
  const at = (end: number, n: number) => BIRTHDAY.below(end, seed, id, n);
  // A leap day now and then: such people have no birthday in most years.
  if (BIRTHDAY.chance(0.05, seed, id, 4)) return { year: 1944 + 4 * at(15, 1), month: 2, day: 29 };
  return { year: 1940 + at(65, 1), month: 1 + at(12, 2), day: 1 + at(28, 3) };
}

/** None, one or two; each belongs to one customer, apart from twins. Domains are those kept for examples (RFC 2606). */
function emailsOf(seed: number, id: number, first: Name, last: Name): string[] {
  const all = [`${first[1]}.${last[1]}${id}@shop.example`, `${first[1]}+second${id}@mail.example`];
  return all.slice(0, EMAILS.pick([0, 1, 1, 1, 2], seed, id));
}

function phonesOf(seed: number, id: number, town: Town): { number: string; use: 'mobile' | 'home' }[] {
  const number = (n: number) => filledIn(town.phone, seed, 2 * id + n);
  const all = [
    { number: number(0), use: 'mobile' as const },
    { number: `${number(1)} ext. ${PHONES.below(90, seed, id, 1)}`, use: 'home' as const },
  ];
  return all.slice(0, PHONES.pick([0, 0, 1, 1, 2], seed, id));
}

/** A pattern with a digit for each `#` and a capital letter for each `@`. */
function filledIn(pattern: string, seed: number, id: number): string {
  return pattern.replace(/[#@]/g, (mark, at: number) =>
    mark === '#' ? String(POSTAL.below(10, seed, id, at)) : 'ABCEGHJKLMNPRSTVXY'.charAt(POSTAL.below(18, seed, id, at)),
  );
}

function noteOf(seed: number, id: number): string {
  if (NOTE.isChosen(50, seed, id)) return longNote(id);
  return NOTE.chance(0.2, seed, id) ? NOTE.pick(shortNotes, seed, id, 1) : '';
}
