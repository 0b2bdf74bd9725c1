/** The store that "Try it with a sandbox store" makes: large enough to be interesting, small enough to be read in some minutes. */
export const demoStore = {
  series: 'r',
  name: 'Demo store',
  seed: 1,
  sizes: { items: 1_000, sales: 5_000, customers: 500 },
} as const;
