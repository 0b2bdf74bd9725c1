import { describe, expect, test } from 'vitest';
import { scheduleWords } from '../../web/src/screens/flows/schedule-words.ts';

describe('a schedule in words', () => {
  test.each([
    ['* * * * *', 'Every minute'],
    ['*/15 * * * *', 'Every 15 minutes'],
    ['5 * * * *', 'Every hour, :05'],
    ['0 */6 * * *', 'Every 6 hours, :00'],
    ['0 6 * * *', 'Every day at 06:00'],
    ['30 17 * * 1-5', 'Monday to Friday at 17:30'],
    ['0 6 * * 1', 'Monday at 06:00'],
    ['0 6 * * 0,3,7', 'Sunday, Wednesday, and Sunday at 06:00'],
    ['0 6 1 * *', 'Day 1 of every month at 06:00'],
    ['  0   6 * * *  ', 'Every day at 06:00'],
  ])('%s', (schedule, words) => expect(scheduleWords(schedule)).toBe(words));

  test.each(['0 6 * 1 *', '0 6 1 * 1', '0-30 6 * * *', '0 25 * * *', '0 6 0 * *', '0 6 * * 8', '0 6 * *', '', 'daily'])(
    'no words for "%s", which would need too many or is no schedule',
    (schedule) => expect(scheduleWords(schedule)).toBeNull(),
  );
});
