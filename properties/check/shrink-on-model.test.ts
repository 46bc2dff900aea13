import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recordOtherFindings } from '../../src/check/other-findings.ts';
import { shrinkOnModel } from '../../src/check/shrink-on-model.ts';
import type { CertifiedRun, Search } from '../../src/check/shrinking.ts';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';
import type { Run, ViolatingRun } from '../../src/kernel/run.ts';
import type { Finding } from '../../src/kernel/violation.ts';

interface Lift {
  floor: number;
}
interface Move extends Command {
  readonly to?: number;
}
type LiftModel = Model<Lift, Move, Outcome, Lift>;

/** It must not come to the fourth floor. */
function lift(commands: (floor: number) => readonly Move[], parts: Partial<LiftModel> = {}): LiftModel {
  return {
    name: 'lift',
    initial: { floor: 0 },
    commands: ({ floor }) => commands(floor),
    step(draft, { type, to }) {
      if (to !== undefined) draft.floor = to;
      else if (type === 'up' || type === 'rise') draft.floor += 1;
      else if (type === 'down') draft.floor -= 1;
      return { type: 'done' };
    },
    view: (state) => state,
    invariants: [{ id: 'LOW', says: 'It stays low.', holds: ({ floor }) => floor < 4 }],
    recovery: () => [],
    settled: [],
    ...parts,
  };
}

const up: Move = { type: 'up' };
const down: Move = { type: 'down' };
const jump = (to: number): Move => ({ type: 'jump', to });
const ups = (times: number): Move[] => Array.from({ length: times }, () => up);

function run(commands: readonly Move[], finding: Finding = { kind: 'invariant', name: 'LOW' }): ViolatingRun<Move> {
  return { commands, violation: { ...finding, at: commands.length - 1, side: 'model', details: '' } };
}

interface Shrunk {
  readonly short: CertifiedRun<Move>;
  readonly improved: readonly Run<Move>[];
  readonly others: readonly ViolatingRun<Move>[];
  readonly breaths: number;
}

type Options = Partial<Search<Lift, Move, Outcome, Lift>> & { readonly laneOf?: (command: Move) => string };

async function shrink(
  model: LiftModel,
  found: ViolatingRun<Move>,
  { laneOf = () => '', ...search }: Options = {},
): Promise<Shrunk> {
  const others = recordOtherFindings<Move>(found.violation);
  const improved: Run<Move>[] = [];
  let breaths = 0;
  const short = await shrinkOnModel(
    { model, laneOf },
    found,
    {
      arbitrary: fc.constant([]),
      seed: 1,
      smaller: [],
      maxStates: 1000,
      maxDrives: 0,
      foundBy: { who: 'a test' },
      breathe: async () => void (breaths += 1),
      onExplored: () => undefined,
      ...search,
    },
    { others, improved: (better) => void improved.push(better) },
  );
  return { short, improved, others: others.all(), breaths };
}

function reasonOf({ short: { certificate } }: Shrunk): string {
  return certificate.kind === 'locally minimal' ? certificate.reason : certificate.kind;
}

/** These runs, one after the other, and then empty ones; how many were made so far. */
function inTurn(...runs: readonly (readonly Move[])[]): { arbitrary: fc.Arbitrary<readonly Move[]>; made(): number } {
  let made = 0;
  return { arbitrary: fc.constant(null).map(() => runs[made++] ?? []), made: () => made };
}

const upAndDown = lift(() => [up, down]);
/** One jump leads to the violation. */
const jumping = lift((floor) => [up, down, ...(floor === 0 ? [jump(3)] : [])]);
const tooMany = (commands: number, states: number): string =>
  `exploring every run of at most ${commands} command${commands === 1 ? '' : 's'} leads to more than ${states} states`;

describe('the run to a finding on the model', () => {
  test('is shrunk and proved to be the shortest, and each better run is reported', async () => {
    const { short, improved, breaths, others } = await shrink(upAndDown, run([up, down, up, down, ...ups(4)]));
    expect(short).toMatchObject({ commands: ups(4), certificate: { kind: 'shortest', exploredDepth: 3, states: 7 } });
    expect(improved[0]?.commands.length).toBeLessThan(8);
    expect(improved.at(-1)).toEqual({ commands: ups(4) });
    expect(breaths).toBeGreaterThan(3);
    expect(others).toEqual([]);
  });

  test('is one that exploring finds by other commands, where that is shorter', async () => {
    const { short, improved } = await shrink(jumping, run(ups(4)));
    expect(short).toMatchObject({
      commands: [jump(3), up],
      certificate: { kind: 'shortest', exploredDepth: 1, states: 4 },
    });
    expect(improved.map(({ commands }) => commands)).toEqual([ups(4), [jump(3), up], [jump(3), up]]);
  });

  test('is the simplest of the shortest ones, where exploring one command more is no more than is allowed', async () => {
    const rising = lift(() => [{ type: 'rise' }, up]);
    const rises = Array.from({ length: 4 }, (): Move => ({ type: 'rise' }));
    const found = run(ups(4));
    expect((await shrink(rising, found, { maxStates: 16 })).short.commands).toEqual(rises);
    const { short } = await shrink(rising, found, { maxStates: 15 });
    expect(short).toMatchObject({ commands: ups(4), certificate: { kind: 'shortest', states: 4 } });
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

  test('are explored where this one is too large, and the run that they have is made simple here', async () => {
    const smaller = [lift((floor) => [up, ...(floor === 0 ? [jump(5)] : [])])];
    const shrunk = await shrink(wide, run(ups(4)), { smaller, maxStates: 20 });
    expect(shrunk.short.commands).toEqual([jump(4)]);
    expect(shrunk.improved.map(({ commands }) => commands)).toEqual([ups(4), [jump(5)], [jump(4)]]);
    expect(reasonOf(shrunk)).toBe('shortest');
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

  test('are made where there is too much to explore, and the reason is about the run that is left', async () => {
    const shrunk = await shrink(jumping, run(ups(4)), { ...inTurn(good), maxStates: 0 });
    expect(shrunk.short.commands).toEqual([jump(3), up]);
    expect(reasonOf(shrunk)).toBe(tooMany(1, 0));
    expect(shrunk.improved.map(({ commands }) => commands.length)).toEqual([4, 2, 2, 2]);
  });

  test('are proved in turn, where there is little enough to explore for them', async () => {
    const { short } = await shrink(jumping, run(ups(4)), { ...inTurn(good), maxStates: 6 });
    expect(short).toMatchObject({ commands: [jump(3), up], certificate: { kind: 'shortest', exploredDepth: 1 } });
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

describe('what shows in a recovery', () => {
  const heal: Move = { type: 'heal', to: 9 };
  const healing = lift(() => [up, down, { type: 'fall' }], {
    step(draft, { type, to }) {
      if (type === 'up') draft.floor += 1;
      else if (type === 'fall') draft.floor = draft.floor > 0 ? 8 : 0;
      else draft.floor = to ?? draft.floor - 1;
      return { type: 'done' };
    },
    recovery: ({ floor }) => (floor > 0 && floor < 4 ? [heal] : []),
  });

  test('is shrunk without a proof, where the run that was found shows it there', async () => {
    const shrunk = await shrink(healing, { ...run([up, down, up]), recovery: [heal] });
    expect(shrunk.short.commands).toEqual([up]);
    expect(reasonOf(shrunk)).toBe(
      'it shows in a recovery of which the model does not enable every command, so exploring cannot tell',
    );
  });

  test('does not count where the run that was found shows it itself', async () => {
    const { short } = await shrink(healing, run([up, down, up, { type: 'fall' }]));
    expect(short).toMatchObject({ commands: [up, { type: 'fall' }], certificate: { kind: 'shortest' } });
  });
});

describe('a recovery in another order than the first', () => {
  const settled: Finding = { kind: 'settled', name: 'ENDS_LOW' };
  const ended = { id: 'ENDS_LOW', says: 'It ends low.', holds: ({ floor }: Lift): boolean => floor < 9 };
  const well: Move = { type: 'end', to: -1 };
  const badly: Move = { type: 'end', to: 11 };
  const ending = (from: number, commands: (floor: number) => readonly Move[] = () => [up]): LiftModel =>
    lift(commands, {
      invariants: [],
      settled: [ended],
      recovery({ floor }) {
        if (floor === from) return [well, badly];
        return floor === 5 ? [badly] : [];
      },
    });

  test('is kept with the run, where that is shorter', async () => {
    const { short } = await shrink(ending(1), run(ups(5), settled));
    expect(short).toEqual({
      commands: ups(1),
      recovery: [badly],
      certificate: expect.objectContaining({ kind: 'shortest', exploredDepth: 0 }) as unknown,
    });
  });

  test('is kept where it comes from a smaller scope, and nothing is proved here', async () => {
    const downs = Array.from({ length: 60 }, (_, at) => jump(-2 - at));
    const wide = ending(3, (floor) => [up, ...(floor === 0 ? downs : [])]);
    const { short } = await shrink(wide, run(ups(5), settled), { smaller: [ending(3)], maxStates: 30 });
    expect(short).toMatchObject({
      commands: ups(3),
      recovery: [badly],
      certificate: { kind: 'locally minimal', reason: `${tooMany(2, 30)} from which recovery starts` },
    });
  });

  test('is not taken where its run is as long', async () => {
    const ways = new Map([0, -5, -6, -7, -8].map((from, at) => [from, jump(at < 4 ? -5 - at : -3)]));
    const twoWays = ending(-3, (floor) => [...(floor < 0 ? [] : [up]), ...[ways.get(floor) ?? []].flat()]);
    const { short } = await shrink(twoWays, run(ups(5), settled));
    expect(short.recovery).toBeUndefined();
    expect(short.commands).toEqual(ups(5));
  });

  test('is no proof where it has no end, and the first order has', async () => {
    const wait: Move = { type: 'wait' };
    const waiting = lift(() => [up], {
      invariants: [],
      recovery: ({ floor }) => (floor === 1 ? [well, wait] : floor === 3 ? [wait] : []),
    });
    const shrunk = await shrink(waiting, run(ups(3), { kind: 'endless', name: 'recovery' }));
    expect(shrunk.short.commands).toEqual(ups(3));
    expect(reasonOf(shrunk)).toBe('exploring finds a run of 1 commands, whose recovery takes another order');
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
