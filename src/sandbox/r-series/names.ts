export const departments = [
  ['Bikes', ['City', 'Road', 'Kids']],
  ['Clothing', ['Jackets', 'Gloves', 'Shoes']],
  ['Kitchen', ['Knives', 'Pots', 'Tea & coffee']],
  ['Garden', ['Seeds', 'Tools', 'Pots “outdoor”']],
] as const;

export const adjectives = [
  'Blue',
  'Nordic',
  'Classic',
  'Petit',
  'Große',
  'Été',
  'Ночной',
  '手作り',
  'Łódź',
  'Old "Mill"',
  "Baker's",
  'Extra-light',
] as const;
export const things = [
  'Kettle',
  'Lantern',
  'Glove',
  'Saddle',
  'Bowl',
  'Scarf',
  'Spade',
  'Mug ☕',
  'Bell 🔔',
  'Knife, 8"',
  'Apron',
  'Basket',
] as const;

export const firstNames = [
  'Ann',
  'Björn',
  'Chloé',
  'Dmitri',
  'Eşref',
  'Fatima',
  'Giulia',
  '花子',
  'Ingrid',
  'José',
  'Kwame',
  'Łukasz',
] as const;
export const lastNames = [
  "O'Hara",
  'Müller',
  'Nguyễn',
  'García',
  'Иванов',
  '山田',
  'van der Berg',
  'Smith-Jones',
  'Åström',
  'Çelik',
  'Okafor',
  'Dupont',
] as const;
export const companies = ['Harbour & Pine', 'Quayside "Goods" Ltd', 'Zürich Handels AG', 'Foo, Bar & Co'] as const;
