/** A town with the street and the post code of a customer: `#` stands for a digit, `@` for a capital letter. */
export interface Town {
  city: string;
  region: string;
  regionCode: string;
  postalCode: string;
  country: string;
  countryCode: string;
  /** A telephone number of the town, from ranges that lead nowhere where the country has such. */
  phone: string;
}

const canada = { region: 'Quebec', regionCode: 'QC', country: 'Canada', countryCode: 'CA' };
const abroad = { region: '', regionCode: '' };

export const towns: readonly Town[] = [
  { ...canada, city: 'Montréal', postalCode: 'H#@ #@#', phone: '514-555-01##' },
  { ...canada, city: 'Saint-Jérôme', postalCode: 'J#@ #@#', phone: '+1 (450) 555-01##' },
  { ...canada, city: "L'Ancienne-Lorette", postalCode: 'G2E#@#', phone: '418 555 01##' },
  { ...canada, city: 'Springfield', region: '', regionCode: '', postalCode: '0####', phone: '555-01##' },
  {
    ...abroad,
    city: 'Portsmouth',
    postalCode: 'PO# #@@',
    country: 'United Kingdom',
    countryCode: 'GB',
    phone: '020 7946 0###',
  },
  {
    ...abroad,
    city: 'Malmö',
    postalCode: '21# ##',
    country: 'Sweden',
    countryCode: 'SE',
    phone: '+46 8 465 004 ##',
  },
  {
    ...abroad,
    city: 'Kraków',
    postalCode: '30-0##',
    country: 'Poland',
    countryCode: 'PL',
    phone: '+48 12 000 00 ##',
  },
  {
    ...abroad,
    city: '京都市',
    region: '京都府',
    postalCode: '60#-00##',
    country: 'Japan',
    countryCode: 'JP',
    phone: '+81 75-000-00##',
  },
  { ...abroad, city: 'القاهرة', postalCode: '115##', country: 'Egypt', countryCode: 'EG', phone: '+20 2 0000 00##' },
  {
    ...abroad,
    city: 'Θεσσαλονίκη',
    postalCode: '546 ##',
    country: 'Greece',
    countryCode: 'GR',
    phone: '+30 2310 0000##',
  },
];

export const streets = [
  'Harbour Road',
  "King's Row",
  'Rue de l’Église',
  'Große Bleichen',
  'Carrer Major, 2n 1a',
  'ул. Ленина',
  '三条通',
  'شارع النيل',
  'Οδός Ερμού',
  'Main St. #4 "rear"',
] as const;
