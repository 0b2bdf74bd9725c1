import { allCountries } from './countries.ts';
import { always, fixed, flag, number, text, whole } from './fields.ts';
import { languageView } from './language-names.ts';
import { shortList } from './resource.ts';
import { zoneOf } from './stamp.ts';

export const languages = shortList({
  name: 'languages',
  path: 'languages',
  one: 'language',
  many: 'languages',
  group: 'settings',
  fields: {
    isActive: fixed(flag()),
    isDefault: fixed(flag()),
    code: fixed(text()),
    locale: fixed(text()),
    title: fixed(text()),
  },
  rows: (store) =>
    store.languages.map((code, at) => {
      const { locale, title } = languageView(code) ?? { locale: code, title: code };
      return { isActive: true, isDefault: at === 0, code, locale, title };
    }),
});

export const countries = shortList({
  name: 'countries',
  path: 'countries',
  one: 'country',
  many: 'countries',
  group: 'settings',
  fields: { code: fixed(text()), code3: fixed(text()), title: fixed(text()) },
  rows: allCountries.map(({ code, code3, title }) => ({ code, code3, title })),
});

export const shippingmethods = shortList({
  name: 'shippingmethods',
  path: 'shippingmethods',
  one: 'shippingmethod',
  many: 'shippingmethods',
  group: 'settings',
  fields: {
    type: fixed(text()),
    isBackofficeOnly: fixed(flag()),
    sortOrder: fixed(whole()),
    freeAbove: fixed(number()),
    paymentPriceExcl: always(0),
    paymentPriceIncl: always(0),
    title: fixed(text()),
    description: fixed(text()),
    tax: always(false),
  },
  rows: (store) => [
    { type: 'parcel', sortOrder: 1, freeAbove: 100, title: 'Parcel', description: `From ${zoneOf(store)}` },
    { type: 'pickup', sortOrder: 2, freeAbove: 0, title: 'Pick up in store', description: '' },
  ],
});

export const paymentmethods = shortList({
  name: 'paymentmethods',
  path: 'paymentmethods',
  one: 'paymentmethod',
  many: 'paymentmethods',
  group: 'settings',
  fields: { key: fixed(text()), title: fixed(text()) },
  rows: [
    { key: 'banktransfer', title: 'Bank transfer' },
    { key: 'creditcard', title: 'Credit card' },
    { key: 'paypal', title: 'PayPal' },
  ],
});
