import { language } from '../texts/text.ts';

const tenths = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });

/** A measured figure as it is read at a glance, tenths only where they say something: "9.9", "82", "1,785". */
export const shortFigure = (value: number): string => (value >= 10 ? whole : tenths).format(value);
