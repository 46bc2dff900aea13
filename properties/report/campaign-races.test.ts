import { describe, expect, test } from 'vitest';
import { formatRaces, formatReached, notCountedLines, schedulesIn } from '../../src/report/campaign-races.ts';

const counts = { pairs: 295, allSchedules: 295, twoAgainstOne: 0, triples: 265 };
const part = { done: 295, violated: 0, open: 0, schedules: 1180, notCounted: {} };

describe('the races of a job are rendered', () => {
  test('part by part, with how far each came', () => {
    const parts = { pairs: part, allSchedules: { ...part, violated: 2 }, triples: { ...part, done: 197 } };
    expect(formatRaces({ counts, parts })).toBe(
      'pairs: all 295 races done (1,180 schedules); ' +
        'pairs in every schedule: all 295 races done, 2 of them wrong (1,180 schedules); ' +
        'two against one: no such race in this scope; ' +
        'triples: 197 of 265 races done (1,180 schedules); PCT: not begun',
    );
    expect(formatReached({ counts, parts })).toBe('triples 197/265');
  });

  test('without a claim of all races where one does not count', () => {
    const pairs = { ...part, done: 294, open: 1, notCounted: { 'a step differed': 3 } };
    const line = formatRaces({ counts, parts: { pairs } });
    expect(line).toContain('pairs: 294 of 295 races done, 1 more not counted (1,180 schedules)');
    expect(line).not.toContain('all 295');
    expect(notCountedLines({ counts, parts: { pairs } })).toEqual(['pairs: 3 schedules not counted: a step differed']);
  });

  test('with drawn races as many as were run, and never as all', () => {
    const parts = { pct: { ...part, done: 8, schedules: 408 } };
    expect(formatRaces({ counts, parts })).toContain('; PCT: 8 races done (408 schedules)');
    expect(formatRaces({ counts, parts: { pct: { ...part, done: 0, schedules: 0 } } })).toContain(
      'PCT: no run of this scope has so many commands of several actors',
    );
    expect(formatReached({ counts, parts })).toBe('PCT');
    expect(formatReached({ counts, parts: {} })).toBe('counted');
    expect(schedulesIn([{ raced: null }, { raced: { counts, parts: { ...parts, pairs: part } } }])).toBe(1588);
  });
});
