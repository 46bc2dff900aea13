import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Lift, Move } from './lift.ts';
import { down, jump, lift, reasonOf, run, shrink, tooMany, up, ups } from './lift.ts';

/** These runs, one after the other, and then empty ones; how many were made so far. */
function inTurn(...runs: readonly (readonly Move[])[]): { arbitrary: fc.Arbitrary<readonly Move[]>; made(): number } {
  let made = 0;
  return { arbitrary: fc.constant(null).map(() => runs[made++] ?? []), made: () => made };
}

const upAndDown = lift(() => [up, down]);
/** One jump leads to the violation. */
const jumping = lift((floor) => [up, down, ...(floor === 0 ? [jump(3)] : [])]);
describe('the run to a finding on the model', () => {
  test('is shrunk and proved to be the shortest, and each better run is reported', async () => {
    const { short, improved, yields, others } = await shrink(upAndDown, run([up, down, up, down, ...ups(4)]));
    expect(short).toMatchObject({ commands: ups(4), certificate: { kind: 'minimal', exploredDepth: 3, states: 7 } });
    expect(improved[0]?.commands.length).toBeLessThan(8);
    expect(improved.at(-1)).toEqual({ commands: ups(4) });
    expect(yields).toBeGreaterThan(3);
    expect(others).toEqual([]);
  });

  test('is one that exploring finds by other commands, where that is shorter', async () => {
    const { short, improved } = await shrink(jumping, run(ups(4)));
    expect(short).toMatchObject({
      commands: [jump(3), up],
      certificate: { kind: 'minimal', exploredDepth: 1, states: 4 },
    });
    expect(improved.map(({ commands }) => commands)).toEqual([ups(4), [jump(3), up], [jump(3), up]]);
  });

  test('is the simplest minimal run, where exploring one command more is allowed', async () => {
    const rising = lift(() => [{ type: 'rise' }, up]);
    const rises = Array.from({ length: 4 }, (): Move => ({ type: 'rise' }));
    const found = run(ups(4));
    expect((await shrink(rising, found, { maxStates: 16 })).short.commands).toEqual(rises);
    const { short } = await shrink(rising, found, { maxStates: 15 });
    expect(short).toMatchObject({ commands: ups(4), certificate: { kind: 'minimal', states: 4 } });
  });

  test('has the fewest context switches of those who act', async () => {
    const isBelowTwo = { id: 'LOW', says: 'It stays low.', holds: ({ floor }: Lift): boolean => floor < 2 };
    const mixed = lift(() => [{ type: 'rise' }, up], { invariants: [isBelowTwo] });
    const rises = run([{ type: 'rise' }, { type: 'rise' }]);
    let turns = 0;
    const everyRise = ({ type }: Move): string => (type === 'rise' ? `${(turns += 1)}` : type);
    expect((await shrink(mixed, rises, { laneOf: everyRise })).short.commands).toEqual(ups(2));
    const four = lift(() => [up, { type: 'stay' }], {
      step: (draft, { type }) => ((draft.floor += type === 'up' ? 10 : 1), { type: 'done' }),
      invariants: [{ id: 'LOW', says: 'It is never on floor 22.', holds: ({ floor }) => floor !== 22 }],
    });
    const found = run([up, { type: 'stay' }, up, { type: 'stay' }]);
    const { short } = await shrink(four, found, { laneOf: ({ type }) => type, maxStates: 0 });
    expect(short.commands.map(({ type }) => type)).toEqual(['up', 'up', 'stay', 'stay']);
  });

  test('names what else it shows on the way', async () => {
    const second = {
      id: 'SECOND',
      says: 'It skips the second floor.',
      holds: ({ floor }: Lift): boolean => floor !== 2,
    };
    const model = lift(() => [up, down], { invariants: [...upAndDown.invariants, second] });
    const { others, short } = await shrink(model, run(ups(4)));
    expect(short.commands).toEqual(ups(4));
    expect(others).toMatchObject([{ violation: { kind: 'invariant', name: 'SECOND' }, commands: ups(2) }]);
  });
});

describe('smaller scopes', () => {
  /** As many jumps as there are floors, of which most lead down. */
  const wide = lift((floor) => [up, ...(floor === 0 ? Array.from({ length: 60 }, (_, at) => jump(5 - at)) : [])]);

  test('are explored where this scope is too large, and their run is made simple here', async () => {
    const smaller = [lift((floor) => [up, ...(floor === 0 ? [jump(5)] : [])])];
    const shrunk = await shrink(wide, run(ups(4)), { smaller, maxStates: 20 });
    expect(shrunk.short.commands).toEqual([jump(4)]);
    expect(shrunk.improved.map(({ commands }) => commands)).toEqual([ups(4), [jump(5)], [jump(4)]]);
    expect(reasonOf(shrunk)).toBe('minimal');
  });

  test('count only with commands that are enabled here', async () => {
    const smaller = [lift((floor) => [up, ...(floor === 0 ? [jump(7)] : [])])];
    const shrunk = await shrink(wide, run(ups(4)), { smaller, maxStates: 20 });
    expect(shrunk.short.commands).toEqual(ups(4));
    expect(reasonOf(shrunk)).toBe(tooMany(3, 20));
  });

  test('count only where the run shows the finding here, too', async () => {
    const smaller = [lift(() => [up], { step: (draft) => ((draft.floor = 9), { type: 'done' }) })];
    const { short } = await shrink(upAndDown, run(ups(4)), { smaller });
    expect(short.commands).toEqual(ups(4));
  });

  test('are looked through for shorter runs alone, one after the other', async () => {
    const smaller = [
      lift(() => [{ type: 'rise' }]),
      lift((floor) => [{ type: 'rise' }, ...(floor === 0 ? [jump(3)] : [])]),
      lift((floor) => [up, ...(floor === 0 ? [jump(3)] : [])]),
    ];
    const model = lift((floor) => [up, { type: 'rise' }, ...(floor === 0 ? [jump(3)] : [])]);
    const { improved } = await shrink(model, run(ups(4)), { smaller, maxStates: 8 });
    expect(improved.map(({ commands }) => commands)).toEqual([ups(4), [jump(3), { type: 'rise' }]]);
  });
});

describe('further runs', () => {
  const good = [up, down, jump(3), up];

  test('are made where exploring is too expensive, and the reason names the final run', async () => {
    const shrunk = await shrink(jumping, run(ups(4)), { ...inTurn(good), maxStates: 0 });
    expect(shrunk.short.commands).toEqual([jump(3), up]);
    expect(reasonOf(shrunk)).toBe(tooMany(1, 0));
    expect(shrunk.improved.map(({ commands }) => commands.length)).toEqual([4, 2, 2, 2]);
  });

  test('are proved in turn, where there is little enough to explore for them', async () => {
    const { short } = await shrink(jumping, run(ups(4)), { ...inTurn(good), maxStates: 6 });
    expect(short).toMatchObject({ commands: [jump(3), up], certificate: { kind: 'minimal', exploredDepth: 1 } });
  });

  test('are a thousand, of which the 25 shortest are shrunk', async () => {
    const many = inTurn(...Array.from({ length: 24 }, () => ups(4)), good);
    expect((await shrink(jumping, run(ups(4)), { ...many, maxStates: 1 })).short.commands).toHaveLength(2);
    expect(many.made()).toBe(1000);
    const tooLate = inTurn(...Array.from({ length: 25 }, () => ups(4)), good);
    const { short, improved } = await shrink(jumping, run(ups(4)), { ...tooLate, maxStates: 1 });
    expect(short.commands).toEqual(ups(4));
    expect(improved).toHaveLength(2);
  });

  test('take the place of no run that is shorter or as long', async () => {
    const rising = lift((floor) => [up, down, { type: 'rise' }, ...(floor === 0 ? [jump(3)] : [])]);
    const found = run([jump(3), up]);
    const [longer, asLong] = [
      [down, ...ups(5)],
      [up, down, jump(3), { type: 'rise' }],
    ];
    const { short, improved } = await shrink(rising, found, { ...inTurn(longer, asLong), maxStates: 0 });
    expect(short.commands).toEqual(found.commands);
    expect(new Set(improved.map(({ commands }) => JSON.stringify(commands))).size).toBe(1);
  });

  test('are not made where there is a proof, nor for a recovery without an end', async () => {
    const none = inTurn(good);
    await shrink(upAndDown, run(ups(4)), none);
    const endless = lift(() => [up], { recovery: ({ floor }) => (floor === 4 ? [{ type: 'wait' }] : []) });
    await shrink(endless, run(ups(4), { kind: 'endless', name: 'recovery' }), { ...none, maxStates: 1 });
    expect(none.made()).toBe(0);
  });
});

test('exploring is stopped by the signal, and says how far it is', async () => {
  const stopped = await shrink(upAndDown, run(ups(4)), { signal: AbortSignal.abort() });
  expect(reasonOf(stopped)).toBe('interrupted while exploring every run of at most 3 commands');
  let explored = 0;
  // Only exploring goes down.
  const slow = lift((floor) => (pause(floor === -1 ? 60 : 0), [up, down]));
  await shrink(slow, run(ups(4)), { onExplored: () => void (explored += 1) });
  expect(explored).toBeGreaterThan(0);
});

function pause(ms: number): void {
  if (ms > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
