/** Makers of products. */
export const brands = ['Nordlys', 'Atelier Petit', '山水', "O'Dell & Sons", 'Ярославна'] as const;

/** Who the shop buys from. */
export const vendors = [
  { name: 'Harbour Wholesale', accountNumber: 'HW-0042' },
  { name: 'Zürich Handels AG', accountNumber: '' },
  { name: "Moulin d'Été, SARL", accountNumber: '10 027' },
  { name: '東京商事', accountNumber: '000123' },
  { name: 'Quayside "Goods" Ltd', accountNumber: 'Q/7' },
] as const;

/** Where customers work. */
export const companies = [
  'Harbour & Pine',
  'Quayside "Goods" Ltd',
  'Zürich Handels AG',
  'Foo, Bar & Co',
  'شركة النور',
  'Ιωάννου Α.Ε.',
  "L'Atelier <Nord>",
  '株式会社みどり',
] as const;
