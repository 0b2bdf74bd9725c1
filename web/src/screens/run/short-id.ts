/** The end of an id, enough to tell runs of a flow apart: ids begin with the time, so the end differs most. */
export const shortId = (id: string): string => id.slice(-4);
