import { expect, test } from 'vitest';
import { createAttendance, draftAfter } from '../../src/sessions/attendance.ts';

test('a person is there while any view is attached, and it is told when that changes', () => {
  const attendance = createAttendance();
  const told: boolean[] = [];
  attendance.onChange(() => told.push(attendance.attended));
  const first = attendance.attach();
  const second = attendance.attach();
  first();
  first();
  expect(attendance.attended).toBe(true);
  second();
  expect(told).toEqual([true, false]);
});

test.for<readonly [keys: string, chars: number]>([
  ['hello', 5],
  ['hello\r', 0],
  ['hello\x7f\x7f', 3],
  ['\x7f\x7fab', 2],
  ['hello\x03', 0],
  ['hello\x15x', 1],
  ['\x1b[A\x1b[1;5C\x1bOP\x1bf\x1b', 0],
  ['\x1b[200~two\nlines\x1b[201~', 9],
  ['\t\x01\x05', 0],
])('the keys %j leave a line of %i characters', ([keys, chars]) => {
  expect(draftAfter(0, keys)).toBe(chars);
});
