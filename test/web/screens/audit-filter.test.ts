import { describe, expect, test } from 'vitest';
import { auditFilterOf } from '../../../web/src/screens/audit/audit-filter.ts';

describe('days of the audit log', () => {
  test('are whole ones: from the first moment of the one to the last of the other', () => {
    const { from = '', to = '' } = auditFilterOf({ from: '2026-11-25', to: '2026-11-25' });
    expect(new Date(from)).toEqual(new Date(2026, 10, 25));
    expect(new Date(to)).toEqual(new Date(2026, 10, 26));
  });

  test('that no calendar has ask for nothing', () => {
    expect(auditFilterOf({ from: '2026-99-99' }).from).toBeUndefined();
  });
});
