/** Texts. */
export const sandbox = {} as const;
