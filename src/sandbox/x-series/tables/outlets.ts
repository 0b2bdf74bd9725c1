import { shopOfRegister } from '../../shop-data/sales.ts';
import { type Shop, shops } from '../../shop-data/shops.ts';
import type { XStore } from '../../store.ts';
import { idOf, resource, stamp } from '../resource.ts';
import { uuidOf } from '../uuids.ts';
import { paymentTypes } from './payment-types.ts';
import { taxes, taxOfShop } from './taxes.ts';

export const shopAt = (outlet: number): Shop => shops[outlet - 1] ?? (shops[0] as Shop);

export const outlets = resource({
  name: 'outlets',
  table: 1,
  made: () => shops.length,
  row(store, number) {
    const shop = shopAt(number);
    return {
      name: shop.name,
      email: `shop${number}@${store.domainPrefix}.example`,
      time_zone: shop.zone,
      default_tax_id: idOf(store, taxes, taxOfShop(shop)),
      currency: shop.countryCode === 'GB' ? 'GBP' : 'CAD',
      currency_symbol: shop.countryCode === 'GB' ? '£' : '$',
      display_prices: shop.taxInclusive ? 'inclusive' : 'exclusive',
      physical_address_1: shop.street,
      physical_address_2: '',
      physical_suburb: '',
      physical_city: shop.city,
      physical_postcode: shop.postalCode,
      physical_state: shop.regionCode,
      physical_country_id: shop.countryCode,
      attributes: number === 1 ? [] : [{ key: 'order_reference', value: String(number) }],
      deleted_at: null,
    };
  },
});

const [LAYOUTS, TEMPLATES, SEQUENCES] = [42, 43, 44];

/** Id of the time from an opening of a register to its closing. */
export const openingId = (store: XStore, register: number, opening: number) =>
  uuidOf(store, SEQUENCES, register * 100_000 + opening);

export const registers = resource({
  name: 'registers',
  table: 2,
  made: ({ registers, bornRegisters }) => bornRegisters ?? registers,
  row: (store, number) => ({
    name: number === 1 ? 'Main Register' : `Register ${number}`,
    outlet_id: idOf(store, outlets, shopOfRegister(number)),
    ask_for_note_on_save: 1,
    print_note_on_receipt: false,
    ask_for_user_on_sale: false,
    show_discounts_on_receipts: true,
    print_receipt: true,
    email_receipt: number % 2 === 1,
    invoice_prefix: `R${number}-`,
    invoice_suffix: '',
    invoice_sequence: store.sizes.sales + 1,
    button_layout_id: uuidOf(store, LAYOUTS, 1),
    receipt_template_id: uuidOf(store, TEMPLATES, 1),
    is_open: true,
    is_quick_keys_enabled: true,
    register_open_time: stamp(store.bornAt - 8 * 3600),
    register_close_time: null,
    register_open_sequence_id: openingId(store, number, 1),
    cash_managed_payment_type_id: idOf(store, paymentTypes, 1),
    deleted_at: null,
    _opening: 1,
  }),
});
