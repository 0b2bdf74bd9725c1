import { table } from './table.ts';

export const tag = table('Tag', () => ['sale', 'summer', 'new in', 'gift idea', 'été'].map((name) => ({ name })), {
  sortable: ['name'],
});
