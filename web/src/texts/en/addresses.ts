/** Addresses that must match letter by letter. */
export const addresses = {
  'address.lookAlike.fullStop': 'Character {position} looks like a full stop but is {character}.',
  'address.lookAlike.slash': 'Character {position} looks like a slash but is {character}.',
  'address.lookAlike.hyphen': 'Character {position} looks like a hyphen but is {character}.',
  'address.lookAlike.colon': 'Character {position} looks like a colon but is {character}.',
  'address.lookAlike.nothing': 'Character {position} is hard to see: it is {character}, which no address may hold.',
  'address.lookAlike.other': 'Character {position} is {character}, which only looks like a plain letter.',
  'address.fix': 'Fix it',
  'address.fixed': 'Mended: {address}',
  'address.retype': 'Type the address anew.',
  'address.end': 'the end',
  'address.differs.space': 'There is a space before or after the address.',
  'address.differs.http': 'It begins with http:// instead of https://.',
  'address.differs.https': 'It begins with https:// instead of http://.',
  'address.differs.slash': 'There is a slash at the end too many.',
  'address.differs.case': 'Upper and lower case differ at character {position}: {registered} instead of {wanted}.',
  'address.differs.other': 'The first difference is at character {position}: {registered} instead of {wanted}.',
  'redirect.title': 'Redirect URL',
  'redirect.help':
    'Register this address at Lightspeed: people are sent back to it after they sign in. It must match letter by letter.',
  'redirect.help.regions':
    'Register these addresses at Lightspeed; they must match letter by letter. This installation uses {region}.',
  'redirect.help.other':
    'Register this address in your app: people are sent back to it after they sign in. It must match letter by letter.',
  'redirect.copy': 'Copy redirect URL',
  'redirect.copyRegion': 'Copy redirect URL of {region}',
  'redirect.copyLanding': 'Copy landing address',
  'redirect.inUse': 'this installation',
  'redirect.http.title': 'This address is not https; Lightspeed will refuse it',
  'redirect.http.text':
    'Set COUNTERFLOW_URL to the public https address of this installation and start it again. Without one, register this landing address instead; after the sign-in you paste the address that the browser shows.',
  'redirect.compare': 'Compare with Lightspeed',
  'redirect.compare.other': 'Compare with what is registered',
  'redirect.compare.hide': 'Close comparison',
  'redirect.compare.label': 'Paste the address that is registered there',
  'redirect.compare.same': 'The same, letter by letter.',
  'redirect.compare.copyRight': 'Copy the right one',
} as const;
