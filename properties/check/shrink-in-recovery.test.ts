import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/kernel/violation.ts';
import type { Lift, LiftModel, Move } from './lift.ts';
import { down, jump, lift, reasonOf, run, shrink, tooMany, up, ups } from './lift.ts';

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
      'the violation shows in a recovery with a command that is not enabled, so exploring cannot prove a minimum',
    );
  });

  test('does not count where the run that was found shows it itself', async () => {
    const { short } = await shrink(healing, run([up, down, up, { type: 'fall' }]));
    expect(short).toMatchObject({ commands: [up, { type: 'fall' }], certificate: { kind: 'minimal' } });
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
      certificate: expect.objectContaining({ kind: 'minimal', exploredDepth: 0 }) as unknown,
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
