import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BookingPolicies } from '../../src/alphabets/booking.ts';
import { breaksOf } from '../../src/check/breaks.ts';
import { confirmOnSystem } from '../../src/check/confirm.ts';
import { setUp } from '../../src/kernel/setup.ts';
import { bookingModel } from '../../src/model/booking/model.ts';
import { booking } from '../../src/subjects/booking/subject.ts';
import { commandsOf, scopeOf, without } from './worlds.ts';

/** The failure modes as docs/subjects/booking.md tells them. */
const modes = readFileSync(join(import.meta.dirname, '../../docs/subjects/booking.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| FM_1\d\d \|/.test(line))
  .map((line) => {
    const [id = '', title = '', off = '', run = '', violations = ''] = line
      .split('|')
      .slice(1)
      .map((cell) => cell.trim());
    return {
      id,
      title,
      off: off.replaceAll('`', '').split(', ') as (keyof BookingPolicies)[],
      commands: commandsOf(run),
      violations: violations.split(', '),
    };
  });

test('there is a failure mode for each policy', () => {
  expect(modes.map(({ id }) => id)).toEqual(['FM_101', 'FM_102', 'FM_103', 'FM_104', 'FM_105', 'FM_108']);
  expect(new Set(modes.flatMap(({ off }) => off))).toEqual(new Set(Object.keys(booking.policies)));
});

describe.each(modes)('$id, $title', ({ off, commands, violations }) => {
  const scope = scopeOf('small');

  test('breaks what the document says, and nothing else', () => {
    const { during, settled } = breaksOf(bookingModel(without(...off), scope) as never, commands);
    expect([...during, ...settled].toSorted()).toEqual(violations);
  });

  test.each(booking.systems)('on $name as well', async ({ name: system }) => {
    const pair = setUp(booking, { system, policies: without(...off), scope });
    const kinds = new Map(pair.model.settled.map(({ id }) => [id, 'settled'] as const));
    for (const name of violations) {
      const finding = { kind: kinds.get(name) ?? 'invariant', name } as const;
      expect(await confirmOnSystem(pair, finding, { commands })).toBe('same');
    }
  });

  test('breaks nothing with all policies on', () => {
    expect(breaksOf(bookingModel(without(), scope) as never, commands)).toEqual({ during: [], settled: [] });
  });
});
