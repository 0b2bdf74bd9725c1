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
  'ฤดูร้อน',
  'نور',
  'हस्तनिर्मित',
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
  'שרה',
  'محمد',
  'Zoë 🌸',
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

export const cities = ['Springfield', 'Saint-Jérôme', 'Malmö', 'Kraków', '京都'] as const;
export const streets = [
  'Harbour Road',
  "King's Row",
  'Rue de l’Église',
  'Große Bleichen',
  'Carrer Major, 2n 1a',
] as const;

/** A note as people paste them: lines, tabs, quotes, several scripts, emoji; more than 2,000 characters. */
export function longNote(number: number): string {
  const paragraph = `Called about order ${number}.\nSaid: "not before Monday", it's for a gift 🎁; see\tpage 2, line 4.\r\nДоставка во двор. 配送は午前中。 التسليم صباحًا. \\ / % & <b>not bold</b> {{name}}\n`;
  return paragraph.repeat(12);
}
