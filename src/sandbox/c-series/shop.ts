import type { CStore } from '../store.ts';
import type { Operations } from './call.ts';
import { always, country, fixed, flag, json, list, stamps, text } from './fields.ts';
import { anyWrite, createdOnly, type Resource, type Row, readOnly, shortList } from './resource.ts';
import { stamp } from './stamp.ts';

/** What there is one of in a shop, with the shop's number as id. */
function single(
  path: string,
  one: string,
  fields: Resource['fields'],
  about: { row: (store: CStore) => Row; writes?: Resource['writes'] },
): Resource {
  return shortList({
    name: one,
    path,
    one,
    many: one,
    isSingle: true,
    addressedBy: 'shopNumber',
    group: 'settings',
    fields,
    rows: (store) => [{ createdAt: store.bornAt - 1000 * 86_400, shopNumber: store.number, ...about.row(store) }],
    writes: about.writes ?? readOnly,
  });
}

const isEuropean = ({ cluster }: CStore) => cluster === 'eu1';

const address = {
  phone: text(),
  fax: text(),
  street: text(),
  street2: text(),
  zipcode: text(),
  city: text(),
  region: text(),
  country,
  vatNumber: text(),
  cocNumber: text(),
};

const addressOf = (store: CStore): Row => ({
  email: `shop@${store.number}.example`,
  phone: '+31 20 555 0100',
  street: 'Harbour Road 1',
  zipcode: isEuropean(store) ? '1011 AB' : 'H2X 1Y6',
  city: isEuropean(store) ? 'Amsterdam' : 'Montréal',
  country: isEuropean(store) ? 'nl' : 'ca',
});

const euro = { shortcode: 'EUR', symbol: '€', title: 'Euro', isDefault: true, currencyRate: '1.000000' };
const dollar = { shortcode: 'CAD', symbol: '$', title: 'Canadian dollar', isDefault: true, currencyRate: '1.000000' };

const most = (amount: number, names: string) =>
  Object.fromEntries(names.split(' ').map((name) => [`max${name}`, always(amount)]));

export const shopPages: readonly Resource[] = [
  single(
    'shop',
    'shop',
    {
      createdAt: stamps.createdAt,
      status: always('test'),
      isB2b: fixed(flag()),
      isRetail: fixed(flag()),
      subDomain: fixed(text()),
      mainDomain: fixed(text()),
      email: text(),
      ...address,
      industry: always('------------'),
      currency: fixed(json(euro)),
      company: list(() => 'shop/company'),
      limits: list(() => 'shop/limits'),
      javascript: list(() => 'shop/javascript'),
      website: list(() => 'shop/website'),
      scripts: list(() => 'shop/scripts'),
      tracking: list(() => 'shop/tracking'),
      metafields: list(() => 'shop/metafields'),
    },
    {
      row: (store) => ({
        ...addressOf(store),
        subDomain: `shop${store.number}.example`,
        mainDomain: `shop${store.number}.example`,
        currency: isEuropean(store) ? euro : dollar,
      }),
      writes: { verbs: ['update'] },
    },
  ),
  single(
    'shop/company',
    'shopCompany',
    {
      name: fixed(text()),
      owner: always(null),
      email: fixed(text()),
      ...address,
      bankName: always(''),
      bankIban: always(''),
    },
    { row: (store) => ({ ...addressOf(store), name: store.name }) },
  ),
  single(
    'shop/website',
    'shopWebsite',
    { name: fixed(text()), title: fixed(text()), description: fixed(text()), keywords: fixed(text()) },
    { row: (store) => ({ name: store.name, title: `${store.name} – shop`, keywords: 'shop' }) },
  ),
  single(
    'shop/javascript',
    'shopJavascript',
    { isActive: flag(), script: text() },
    { row: () => ({}), writes: { verbs: ['update'] } },
  ),
  single(
    'shop/limits',
    'shopLimits',
    {
      ...most(
        100,
        'Attributes Brands Categories Deliverydates Filters Groups Languages Suppliers Taxes Types Webhooks',
      ),
      ...most(1_000_000, 'Files Products ProductsImages ProductsVariants Redirects Reviews Tags Textpages'),
      hasB2b: always(true),
      hasFilters: always(true),
      hasTranslations: always(true),
    },
    { row: () => ({}) },
  ),
];

const settingsList = (name: string, one: string, fields: Resource['fields']): Resource =>
  createdOnly({
    name: one,
    path: `shop/${name}`,
    one,
    many: name === 'tracking' ? one : `${one}s`,
    group: name === 'tracking' ? 'tracking' : 'settings',
    fields: { ...stamps, ...fields },
    writes: anyWrite,
  });

/** What is put on the pages of the storefront. */
export const shopSnippets: readonly Resource[] = [
  settingsList('scripts', 'shopScript', { url: text(), body: text('', null), location: text() }),
  settingsList('tracking', 'shopTracking', { isEnabled: flag(true), content: text() }),
];

export const shopOperations: Operations = {
  'GET time': {
    run({ call: { opened, nowMs } }) {
      const [seconds, local] = [Math.floor(nowMs / 1000), stamp(opened.store, nowMs / 1000)];
      return { status: 200, body: { time: { timestamp: seconds, datetime: local } } };
    },
  },
};
