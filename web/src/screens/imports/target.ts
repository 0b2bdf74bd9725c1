import type { Import } from '../../api/imports.ts';

/** Name of the table or file that an import writes. */
export const targetName = (target: Import['target']): string => ('table' in target ? target.table : target.file);
