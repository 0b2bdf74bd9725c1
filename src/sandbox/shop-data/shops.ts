import type { ZoneName } from './zones.ts';

/** A tax in hundred-thousandths: 9.975 percent is 9975. */
export interface Tax {
  name: string;
  rate: number;
}

export interface Shop {
  number: number;
  name: string;
  zone: ZoneName;
  street: string;
  city: string;
  region: string;
  regionCode: string;
  postalCode: string;
  country: string;
  countryCode: string;
  phone: string;
  /** Prices hold the taxes already. */
  taxInclusive: boolean;
  taxes: readonly [Tax, Tax];
  /** Share of the busiest hour's sales of all shops. */
  size: number;
}

const canada = {
  zone: 'America/Toronto',
  region: 'Quebec',
  regionCode: 'QC',
  country: 'Canada',
  countryCode: 'CA',
  taxInclusive: false,
  taxes: [
    { name: 'Sales Tax', rate: 5_000 },
    { name: 'Regional Tax', rate: 9_975 },
  ],
} as const;

/** Three shops in two zones that change their clocks on different days; the third sells at prices with tax in them. */
export const shops: readonly Shop[] = [
  {
    ...canada,
    number: 1,
    name: 'Main Street',
    street: '1 Harbour Road',
    city: 'Montréal',
    postalCode: 'H2X 1Y6',
    phone: '+1 514 555 0100',
    size: 1,
  },
  {
    ...canada,
    number: 2,
    name: 'Airport',
    street: '200 Rue de l’Église, porte "C"',
    city: 'Saint-Jérôme',
    postalCode: 'J7Z 5T4',
    phone: '+1 450 555 0123',
    size: 0.6,
  },
  {
    number: 3,
    name: "Quayside & King's",
    zone: 'Europe/London',
    street: "3 King's Row",
    city: 'Portsmouth',
    region: '',
    regionCode: '',
    postalCode: 'PO1 3AX',
    country: 'United Kingdom',
    countryCode: 'GB',
    phone: '+44 20 7946 0123',
    taxInclusive: true,
    taxes: [
      { name: 'VAT', rate: 20_000 },
      { name: '', rate: 0 },
    ],
    size: 0.7,
  },
];
