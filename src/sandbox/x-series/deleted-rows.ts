/** How many deleted rows a list of so many living ones has beside them, all of them its newest. */
export const deletedBeside = (living: number) => Math.ceil(living / 50);
