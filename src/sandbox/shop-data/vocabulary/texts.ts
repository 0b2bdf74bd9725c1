/** A note as people paste them: lines, tabs, quotes, several scripts, emoji; more than 2,000 characters, several pages. */
export function longNote(number: number): string {
  const paragraph = `Called about order ${number}.\nSaid: "not before Monday", it's for a gift 🎁; see\tpage 2, line 4.\r\nДоставка во двор. 配送は午前中。 التسليم صباحًا. \\ / % & <b>not bold</b> {{name}}\n`;
  return paragraph.repeat(16);
}

/** Short notes; some look like markup, like a formula of a spreadsheet, like a template or like nothing at all. */
export const shortNotes = [
  'Order from the old supplier; "fragile".',
  'Prefers e-mail. Name on the bell: "M. & J."',
  '=SUM(A1:A9)',
  "+1 for the blue one, -1 for the red one; '=2+2",
  '@home after 18:00\r\n',
  '<script>alert("no")</script> &amp; <b>bold</b>',
  'C:\\prices\\new.csv',
  'null',
  '0',
  '{{ $.name }} and $name and %s',
  'Gift for 👨‍👩‍👧‍👦 (4) 🏳️‍🌈 👍🏽',
  'מתנה – עטיפה עם סרט',
  'ห่อของขวัญ',
  'उपहार',
  'ギフト包装 한글',
  'e\u0301 is not é; a\u0308 is not ä',
  'zero\u200bwidth, no\u00a0break, soft\u00adhyphen',
  '\tstarts with a tab and ends with a line\n',
] as const;

/** What is put around a text that was typed carelessly or pasted. */
export const sloppy: readonly ((text: string) => string)[] = [
  (text) => `  ${text}\t `,
  (text) => ` ${text} `,
  (text) => text.replace(' ', '  '),
  (text) => `${text}\u00a0`,
  (text) => `<b>${text}</b>`,
  (text) => `=${text}`,
  (text) => `${text} 👩🏽‍🚒`,
  (text) => `"${text}"`,
];
