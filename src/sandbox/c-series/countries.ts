interface Country {
  code: string;
  code3: string;
  title: string;
}

/** Those that made customers live in, and their neighbours. Ids are places in this list, but for the one id that is known. */
const countries: readonly (Country & { id: number })[] = [
  ['at', 'aut', 'Austria'],
  ['be', 'bel', 'Belgium'],
  ['ca', 'can', 'Canada'],
  ['ch', 'che', 'Switzerland'],
  ['de', 'deu', 'Germany'],
  ['dk', 'dnk', 'Denmark'],
  ['eg', 'egy', 'Egypt'],
  ['es', 'esp', 'Spain'],
  ['fr', 'fra', 'France'],
  ['gb', 'gbr', 'United Kingdom'],
  ['gr', 'grc', 'Greece'],
  ['ie', 'irl', 'Ireland'],
  ['it', 'ita', 'Italy'],
  ['jp', 'jpn', 'Japan'],
  ['lu', 'lux', 'Luxembourg'],
  ['nl', 'nld', 'Netherlands, The'],
  ['pl', 'pol', 'Poland'],
  ['se', 'swe', 'Sweden'],
  ['us', 'usa', 'United States'],
].map(([code = '', code3 = '', title = ''], at) => ({ id: code === 'nl' ? 150 : at + 1, code, code3, title }));

const byCode = new Map(countries.map((one) => [one.code, one]));

export const isCountry = (code: string) => byCode.has(code);

/** `{id, code, code3, title}` (firm); undefined for none. */
export const countryView = (code: unknown) => byCode.get(String(code));

export const allCountries = countries;
