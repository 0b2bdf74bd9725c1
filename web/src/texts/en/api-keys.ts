/** Texts. */
export const apiKeys = {} as const;
