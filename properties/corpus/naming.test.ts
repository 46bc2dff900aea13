import { expect, test } from 'vitest';
import { namingOf } from '../../src/corpus/promoted/naming.ts';

const modes = [
  { id: 'FM_101', folder: 'FM_101_draught' },
  { id: 'FM_103', folder: 'FM_103_slam' },
];
const numbers = { subject: 'doors', before: 100 };

test('a failure mode gets its subject’s first free number, and its name as a title', () => {
  expect(namingOf({ name: 'left_open' }, modes, numbers)).toEqual({
    id: 'FM_102',
    folder: 'FM_102_left_open',
    title: 'Left open',
  });
});

test('a number and a title that are given are taken', () => {
  const chosen = { name: 'left_open', number: 199, title: ' two doors ' };
  expect(namingOf(chosen, modes, numbers)).toMatchObject({ id: 'FM_199', title: 'Two doors' });
});

test.each([
  [{ name: 'Left-Open' }, "'Left-Open' is no name of a failure mode"],
  [{ name: 'slam' }, "the name 'slam' is taken, by FM_103_slam"],
  [{ name: 'a', number: 103 }, 'number 103 is in use; 102 is free'],
  [{ name: 'a', number: 200 }, 'the numbers of doors are 101 to 199, and 200 is none'],
  [{ name: 'a', title: '<b>' }, 'a title is one line of 1 to 80 characters'],
])('%j is refused, with the reason', (chosen, reason) => {
  expect(() => namingOf(chosen, modes, numbers)).toThrow(reason);
});

test('a subject that has used all its numbers is named', () => {
  const all = Array.from({ length: 99 }, (_, index) => ({
    id: `FM_${101 + index}`,
    folder: `FM_${101 + index}_x${index}`,
  }));
  expect(() => namingOf({ name: 'a' }, all, numbers)).toThrow('all numbers of doors are in use');
});
