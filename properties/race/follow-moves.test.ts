import { describe, expect, test } from 'vitest';
import { everywhere } from '../../src/kernel/footprint.ts';
import type { RaceStep } from '../../src/kernel/race.ts';
import { followMoves } from '../../src/race/follow-moves.ts';

const step = (actor: string, statement: string): RaceStep => ({
  actor,
  kind: 'statement',
  statement,
  answer: 'SELECT 1',
  woken: [],
  waits: [],
  settled: [],
});

const planned = [step('w1', 'SELECT a'), step('w2', 'SELECT a'), step('w2', 'COMMIT'), step('w1', 'COMMIT')];

/** The order of the statements of two programs, which never wait, and where it leaves the moves. */
function follow(moves: readonly RaceStep[], programs: Readonly<Record<string, readonly string[]>>) {
  const follower = followMoves(moves);
  const left = new Map(Object.entries(programs).map(([actor, statements]) => [actor, [...statements]]));
  const begun = new Set<string>();
  const order: string[] = [];
  for (;;) {
    const options = [...left].filter(([, statements]) => statements.length > 0).map(([actor]) => actor);
    const held = options.filter((actor) => begun.has(actor)).map((actor) => step(actor, left.get(actor)?.[0] ?? ''));
    const actor = follower.next(options, held as never) ?? options[0];
    const statement = actor === undefined ? undefined : left.get(actor)?.shift();
    if (actor === undefined || statement === undefined) break;
    begun.add(actor);
    order.push(`${actor} ${statement}`);
    follower.made(step(actor, statement), everywhere);
  }
  return { order, parted: follower.parted() };
}

describe('the moves of a trace are followed', () => {
  test('by actor and statement', () => {
    const { order, parted } = follow(planned, { w1: ['SELECT a', 'COMMIT'], w2: ['SELECT a', 'COMMIT'] });
    expect(order).toEqual(['w1 SELECT a', 'w2 SELECT a', 'w2 COMMIT', 'w1 COMMIT']);
    expect(parted).toBeNull();
  });

  test('whatever values stand in the statements', () => {
    const moves = [step('w1', "UPDATE a SET b = 'it''s' WHERE id IN (1, 2)"), step('w2', 'SELECT $1')];
    const { parted } = follow(moves, { w1: ["UPDATE a SET b = '' WHERE id IN (7, 8, 9)"], w2: ['SELECT $1'] });
    expect(parted).toBeNull();
  });

  test('around a statement that is new', () => {
    const { order, parted } = follow(planned, {
      w1: ['SELECT now()', 'SELECT a', 'COMMIT'],
      w2: ['SELECT a', 'COMMIT'],
    });
    expect(order).toEqual(['w1 SELECT now()', 'w1 SELECT a', 'w2 SELECT a', 'w2 COMMIT', 'w1 COMMIT']);
    expect(parted).toBe('w1 sends SELECT now() at move 1, and not SELECT a');
  });

  test('where a statement takes the place of another', () => {
    const { order, parted } = follow(planned, { w1: ['SELECT a', 'COMMIT'], w2: ['SELECT b', 'COMMIT'] });
    expect(order).toEqual(['w1 SELECT a', 'w2 SELECT b', 'w2 COMMIT', 'w1 COMMIT']);
    expect(parted).toBe('w2 sends SELECT b at move 2, and not SELECT a');
    const first = follow(planned, { w1: ['SELECT b', 'COMMIT'], w2: ['SELECT a', 'COMMIT'] });
    expect(first.order).toEqual(['w1 SELECT b', 'w2 SELECT a', 'w2 COMMIT', 'w1 COMMIT']);
  });

  test('where a statement is gone', () => {
    const { order, parted } = follow(planned, { w1: ['SELECT a', 'COMMIT'], w2: ['COMMIT'] });
    expect(order).toEqual(['w1 SELECT a', 'w2 COMMIT', 'w1 COMMIT']);
    expect(parted).toBe('w2 sends COMMIT at move 2, and not SELECT a');
  });

  test('where an actor ends before', () => {
    const { order, parted } = follow(planned, { w1: ['SELECT a', 'COMMIT'], w2: ['SELECT a'] });
    expect(order).toEqual(['w1 SELECT a', 'w2 SELECT a', 'w1 COMMIT']);
    expect(parted).toBe('w2 does not go on at move 3, and so does not send COMMIT');
    const moves = [step('w1', 'SELECT a'), step('w1', 'COMMIT'), step('w3', 'SELECT a'), step('w2', 'SELECT a')];
    const three = follow(moves, { w1: ['SELECT a'], w2: ['SELECT a'], w3: ['SELECT a'] });
    expect(three.order).toEqual(['w1 SELECT a', 'w3 SELECT a', 'w2 SELECT a']);
  });
});

test('a client that gets an answer in the place of a statement is reported as such', () => {
  const follower = followMoves(planned);
  follower.made({ ...step('w1', 'SELECT b'), kind: 'answer' } as RaceStep, everywhere);
  expect(follower.parted()).toBe('w1 sends nothing, but gets the answer to SELECT b at move 1, and not SELECT a');
});
