import { type Shop, shops } from '../../shop-data/shops.ts';
import type { XStore } from '../../store.ts';
import { type Row, resource } from '../resource.ts';
import { uuidOf } from '../uuids.ts';

/** Table of the rates inside taxes, which have ids and no list. */
const RATES = 41;

interface MadeTax {
  name: string;
  /** `rate` in hundred-thousandths. */
  rates: { number: number; name: string; rate: number }[];
}

const rate = (number: number, { name, rate: share }: Shop['taxes'][number]) => ({ number, name, rate: share });
const [home, , abroad] = shops as readonly [Shop, Shop, Shop];
const [first, second] = home.taxes;

/** No tax, the two taxes of the home country as one group, and the one abroad. */
const made: readonly MadeTax[] = [
  { name: 'No Tax', rates: [{ number: 1, name: 'No Tax', rate: 0 }] },
  { name: `${first.name} + ${second.name}`, rates: [rate(2, first), rate(3, second)] },
  { name: abroad.taxes[0].name, rates: [rate(4, abroad.taxes[0])] },
];

export const NO_TAX = 1;
/** The tax that a shop puts on what is taxed. */
export const taxOfShop = (shop: Shop): number => (shop.taxInclusive ? 3 : 2);
/** Rates of the first and the second tax of a shop. */
export const ratesOf = (shop: Shop): readonly number[] => (shop.taxInclusive ? [4] : [2, 3]);

export const rateId = (store: XStore, number: number) => uuidOf(store, RATES, number);

export const taxes = resource({
  name: 'taxes',
  table: 4,
  made: () => made.length,
  row(store, number) {
    const { name, rates } = made[number - 1] as MadeTax;
    return {
      name,
      display_name: name,
      is_default: number === 2,
      rates: rates.map((one) => ({
        id: rateId(store, one.number),
        name: one.name,
        display_name: one.name,
        rate: one.rate / 100_000,
      })),
      deleted_at: null,
    };
  },
});

/** All rates of a tax row together, as a share. */
export const shareOf = (tax: Row): number => (tax.rates as { rate: number }[]).reduce((sum, one) => sum + one.rate, 0);
