/** All that the rows of a store follow from; nothing of it changes while the store lives, so that rows never shift. */
export interface Origin {
  seed: number;
  /** Epoch seconds of the newest row the generator makes. */
  bornAt: number;
  /** How many of each the store was made with: ids run from 1 to this. Rows made since are not the generator's. */
  items: number;
  customers: number;
  sales: number;
  registers: number;
  employees: number;
}
