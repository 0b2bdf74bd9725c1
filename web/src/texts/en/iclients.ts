/** Texts. */
export const iClients = {} as const;
