import type { Authorization } from '../../api/connections.ts';
import { text } from '../../texts/text.ts';

/** How long the code of an attempt is good, in words: "60 seconds", "10 minutes". */
export const lifeOf = ({ codeLivesSeconds }: Authorization): string =>
  codeLivesSeconds < 120
    ? text('authorize.paste.seconds', { n: codeLivesSeconds })
    : text('authorize.paste.minutes', { n: Math.floor(codeLivesSeconds / 60) });
