import type { PaymentKind } from '../../shop-data/sales.ts';
import { resource } from '../resource.ts';

/** `type_id` 1, 106 and 118 stand in the official examples; those of cards are a guess. */
const made: readonly { name: string; typeId: number; kind?: PaymentKind }[] = [
  { name: 'Cash', typeId: 1, kind: 'cash' },
  { name: 'Credit Card', typeId: 3, kind: 'creditCard' },
  { name: 'Debit Card', typeId: 5, kind: 'debitCard' },
  { name: 'Gift Card', typeId: 118, kind: 'giftCard' },
  { name: 'Loyalty', typeId: 106 },
];

export const paymentTypes = resource({
  name: 'payment_types',
  table: 5,
  made: () => made.length,
  row(_, number) {
    const { name, typeId, kind } = made[number - 1] ?? { name: '', typeId: 0 };
    const isCard = kind === 'creditCard' || kind === 'debitCard';
    const config = isCard ? { url: `https://terminal.example/${number}`, print: true } : {};
    return { name, type_id: typeId, config, deleted_at: null };
  },
});

/** Number of the payment type of a kind. */
export const paymentTypeOf = (kind: PaymentKind): number => made.findIndex((one) => one.kind === kind) + 1;
