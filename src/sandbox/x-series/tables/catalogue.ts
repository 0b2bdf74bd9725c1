import { departments } from '../../shop-data/vocabulary/categories.ts';
import { brands as brandNames, vendors } from '../../shop-data/vocabulary/companies.ts';
import { idOf, resource } from '../resource.ts';

/** Small lists are short: the makers' names beyond the fifth sell under one of these. */
const BRANDS = 5;

export const brands = resource({
  name: 'brands',
  table: 8,
  made: () => BRANDS,
  row: (_, number) => ({ name: brandNames[number - 1], description: '', deleted_at: null }),
  hides: ['description'],
});

/** Number of the brand row of a brand of the shop's data; 0 for none. */
export const brandRow = (brand: number) => (brand === 0 ? 0 : ((brand - 1) % BRANDS) + 1);

export const suppliers = resource({
  name: 'suppliers',
  table: 7,
  made: () => vendors.length,
  row(_, number) {
    const vendor = vendors[number - 1];
    return {
      name: vendor?.name,
      description: vendor?.accountNumber ? `Account ${vendor.accountNumber}` : '',
      source: 'USER',
      default_markup: 0,
      contact: {
        first_name: '',
        last_name: '',
        company_name: vendor?.name,
        phone: `+1 514 555 01${40 + number}`,
        email: `orders${number}@supplier.example`,
        physical_city: 'Montréal',
        physical_country_id: 'CA',
      },
      deleted_at: null,
    };
  },
});

const tagNames = ['online', 'season', 'service', 'Staff pick ★', 'reduit à -50 %'] as const;

export const tags = resource({
  name: 'tags',
  table: 9,
  made: () => tagNames.length,
  row: (_, number) => ({ name: tagNames[number - 1], deleted_at: null }),
});

/** Product types are the departments of the shop, which later versions of the API call categories. */
export const productTypes = resource({
  name: 'product_types',
  table: 10,
  made: () => departments.length,
  row(store, number) {
    const name = departments[number - 1]?.name ?? '';
    const id = idOf(store, { table: 10 }, number);
    return { name, leaf_category: true, category_path: [{ id, name }], deleted_at: null, _parent: null };
  },
});

const attributeNames = ['Size', 'Colour', 'Material'] as const;

export const variantAttributes = resource({
  name: 'variant_attributes',
  table: 11,
  made: () => attributeNames.length,
  row: (_, number) => ({ name: attributeNames[number - 1], deleted_at: null }),
  hides: ['version'],
});
