import { describe, expect, test } from 'vitest';
import type { BookingCommand } from '../../src/alphabets/booking.ts';
import type { QueueCommand } from '../../src/alphabets/queue.ts';
import type { Command } from '../../src/kernel/model.ts';
import type { Race } from '../../src/kernel/race.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { racesOf } from '../../src/race/races-of.ts';
import { queue as queueSubject } from '../../src/subjects/queue/subject.ts';
import { subjectWith } from '../planted/race/planted-race.ts';
import { kindsOf, plantedRace, schedulesOf } from './engine.ts';

const queue = queueSubject as unknown as AnySubject;
const small = queue.scopes['small'] ?? {};
const model = queue.model(allPolicies(queue), { ...small, workers: 3 });

/** How many commands each actor of a race gives. */
const shapeOf = ({ atOnce }: Race): string => atOnce.map(({ commands }) => commands.length).join('+');

describe('the races of up to three commands', () => {
  const races = [...racesOf(model, { depth: 1, atOnce: 3 })];

  test('are pairs, triples, and two commands against one', () => {
    expect(new Set(races.map(shapeOf))).toEqual(new Set(['1+1', '1+1+1', '1+2', '2+1']));
  });

  test('come with fewer commands before first, and then with fewer at once', () => {
    const sizes = races.map(({ before, atOnce }) => 10 * before.length + atOnce.flatMap((one) => one.commands).length);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  });

  test('have the pairs of a scope as they are without triples', () => {
    const pairs = [...racesOf(model, { depth: 1 })];
    expect(races.filter(({ atOnce }) => atOnce.flatMap((one) => one.commands).length === 2)).toEqual(pairs);
  });

  test('come once up to symmetry', () => {
    const leases = races.filter(
      ({ before, atOnce }) =>
        before.length === 1 && atOnce.every(({ commands }) => commands.every(({ type }) => type === 'lease')),
    );
    expect(leases.map(shapeOf).filter((shape) => shape === '1+1+1')).toHaveLength(1);
    // Which of the two workers crashes makes no difference at the start.
    const types = races
      .filter(({ before }) => before.length === 0)
      .map(({ atOnce }) => atOnce.map(({ commands }) => commands.map(({ type }) => type).join(' ')).toSorted());
    expect(types.filter((one) => one.join(', ') === 'crash, lease')).toHaveLength(1);
  });
});

test('two commands against one show what no pair shows', async () => {
  const bug = plantedRace('a booking compares the free units and not the version');
  const read = (client: string): BookingCommand => ({
    type: 'read',
    client,
    request: 1,
    resource: 'r1',
    units: 1,
    isHold: false,
  });
  const book = (client: string): Command => ({ type: 'book', first: read(client) }) as Command;
  const cancel: Command = { type: 'cancel', client: 'c2' } as Command;
  const subject = subjectWith(bug);
  const kinds = async (before: readonly Command[], own: readonly Command[]): Promise<(string | null)[]> => {
    const atOnce = [
      { actor: 'c1', commands: [book('c1')] },
      { actor: 'c2', commands: own },
    ];
    return kindsOf(await schedulesOf(subject, { before, atOnce }, { scope: bug.scope, useCases: subject.useCases }));
  };
  expect(await kinds([], [book('c2'), cancel])).toContain('notLinearizable');
  expect(new Set([...(await kinds([], [book('c2')])), ...(await kinds([book('c2')], [cancel]))])).toEqual(
    new Set([null]),
  );
});

test('a race of two workers and the clock shows what no two of them show', async () => {
  const bug = plantedRace('a renewal reads the token of its job without a lock');
  const atOnce: Race<QueueCommand>['atOnce'] = [
    { actor: 'clock', commands: [{ type: 'tick', byMs: 1 }] },
    { actor: 'w1', commands: [{ type: 'renew', worker: 'w1' }] },
    { actor: 'w2', commands: [{ type: 'lease', worker: 'w2' }] },
  ];
  const before: QueueCommand[] = [
    { type: 'submit', job: 'j1' },
    { type: 'lease', worker: 'w1' },
    { type: 'tick', byMs: 29_999 },
  ];
  const kinds = async (actors: readonly string[]): Promise<(string | null)[]> => {
    const racing = atOnce.filter(({ actor }) => actors.includes(actor));
    const apart = atOnce.filter(({ actor }) => !actors.includes(actor)).flatMap(({ commands }) => commands);
    return kindsOf(
      await schedulesOf(subjectWith(bug), { before: [...before, ...apart], atOnce: racing }, { scope: bug.scope }),
    );
  };
  expect(await kinds(['clock', 'w1', 'w2'])).toContain('notLinearizable');
  for (const pair of [
    ['clock', 'w1'],
    ['clock', 'w2'],
    ['w1', 'w2'],
  ])
    expect(await kinds(pair)).not.toContain('notLinearizable');
});
