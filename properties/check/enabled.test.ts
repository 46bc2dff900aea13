import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import { interleavings } from '../../src/check/interleavings.ts';
import { explore } from '../../src/explore/explore.ts';
import { firstDisabled, isEnabledRun } from '../../src/kernel/interpreter.ts';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';
import type { Subject } from '../../src/kernel/subject.ts';
import { minimise, smallerRuns } from '../../src/minimise/minimise.ts';
import { repaired } from '../../src/minimise/repair.ts';
import { shows } from '../../src/minimise/violations.ts';

/** A client sends a request, and gives up where it had no reply; only a request without a reply can be given up. */
interface Client {
  pending: boolean;
  hasReply: boolean;
  hasGivenUp: boolean;
  ticks: number;
}
type ClientCommand = Command & { readonly type: 'send' | 'giveUp' | 'tick'; readonly byMs?: number };

const client: Model<Client, ClientCommand, Outcome, Client> = {
  name: 'client',
  initial: { pending: false, hasReply: false, hasGivenUp: false, ticks: 0 },
  commands: ({ pending, hasReply, hasGivenUp, ticks }) => [
    ...(pending || hasGivenUp
      ? []
      : [{ type: 'send' } as const, ...(ticks > 0 ? [{ type: 'send', fault: 'replyLost' } as const] : [])]),
    ...(pending && !hasReply ? [{ type: 'giveUp' } as const] : []),
    ...(ticks < 3 ? [{ type: 'tick', byMs: 10 * (ticks + 1) } as const] : []),
  ],
  step(draft, { type, fault }) {
    if (type === 'tick') draft.ticks += 1;
    else if (type === 'send') Object.assign(draft, { pending: true, hasReply: fault === undefined });
    else Object.assign(draft, { pending: false, hasGivenUp: draft.pending });
    return { type: 'done' };
  },
  view: (state) => ({ ...state }),
  invariants: [{ id: 'PATIENT', says: 'No request is given up.', holds: ({ hasGivenUp }) => !hasGivenUp }],
  recovery: () => [],
  settled: [],
};

const subject: Subject<Client, ClientCommand, Outcome, Client> = {
  name: 'client',
  policies: {},
  scopes: { only: {} },
  defaultScope: 'only',
  model: () => client,
  systems: [
    {
      name: 'same',
      open: async () => {
        const state = { ...client.initial };
        return {
          perform: async (command) => client.step(state, command),
          view: async () => ({ ...state }),
          close: async () => undefined,
        };
      },
    },
  ],
  outcomes: { send: { done: 'accepted' }, giveUp: { done: 'accepted' }, tick: { done: 'accepted' } },
  manualRuns: [],
  generation: { weights: {}, faultRate: 0.5 },
  coverageGoals: [],
  narration: {
    lanes: () => ['client'],
    laneOf: () => 'client',
    format: ({ type }) => type,
    answer: ({ type }) => type,
    changes: () => [],
  },
};

const minimal = [{ type: 'tick', byMs: 10 }, { type: 'send', fault: 'replyLost' }, { type: 'giveUp' }];

describe('a counterexample is a run that can happen', () => {
  test.each([30_000, 1, 0])('check finds what explore finds, with %i states for a proof', async (maxStates) => {
    const { violations } = await explore(client);
    expect(violations).toMatchObject([{ violation: { name: 'PATIENT' }, commands: minimal }]);
    const options = { system: 'same', policies: {}, scope: {}, runs: 200, length: 20, seed: 1, maxStates };
    const { counterexample } = await check(subject, options);
    expect(counterexample?.commands).toEqual(minimal);
  });

  test('the first command that is not enabled is named by its index', () => {
    const run: ClientCommand[] = [{ type: 'tick', byMs: 10 }, { type: 'send' }, { type: 'giveUp' }];
    expect(firstDisabled(client, run)).toBe(2);
    expect(firstDisabled(client, run.slice(0, 2))).toBeNull();
    expect(firstDisabled(client, [{ type: 'tick', byMs: 20 }])).toBe(0);
  });

  const arbitrary = interleavings(client, subject.generation, 12);
  const finding = { kind: 'invariant', name: 'PATIENT' } as const;

  test('every candidate of the minimiser is enabled, and so is its answer', async () => {
    const property = fc.asyncProperty(arbitrary, async (commands) => {
      if (!shows(client, commands, finding)) return;
      const short = await minimise(client, commands, (candidate) => {
        expect(isEnabledRun(client, candidate)).toBe(true);
        return shows(client, candidate, finding);
      });
      expect(short).toHaveLength(3);
      expect(isEnabledRun(client, short)).toBe(true);
    });
    await fc.assert(property, { seed: 1, numRuns: 200 });
  });

  test('every simpler run that fast-check tries is enabled', () => {
    const property = fc.property(arbitrary, (commands) => {
      for (const simpler of smallerRuns(client, commands)) expect(isEnabledRun(client, simpler)).toBe(true);
    });
    fc.assert(property, { seed: 1, numRuns: 50 });
  });

  test('a run is repaired by the next value that is enabled, and loses what has none', () => {
    const ticks: ClientCommand[] = [{ type: 'tick', byMs: 20 }, { type: 'giveUp' }, { type: 'tick', byMs: 5 }];
    expect(repaired(client, ticks)).toEqual([
      { type: 'tick', byMs: 10 },
      { type: 'tick', byMs: 20 },
    ]);
    fc.assert(
      fc.property(fc.shuffledSubarray([...minimal, ...ticks]), (commands) => {
        expect(isEnabledRun(client, repaired(client, commands as ClientCommand[]))).toBe(true);
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});
