import { describe, expect, test } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import type { Policies, Scope } from '../../src/kernel/subject.ts';
import { policiesWithout } from '../../src/kernel/subject.ts';
import { subjects } from '../../src/subjects/index.ts';
import { withAlteredModel } from '../planted/altered-model.ts';
import type { Patch } from '../planted/planted-bug.ts';
import { scopeOf } from '../subjects/worlds.ts';

const authority = subjects.find(({ name }) => name === 'authority') ?? never();
function never(): never {
  throw new Error('there is no such thing');
}

const rules = 'src/model/authority/rules.ts';
const codesBackoff: Patch = { file: rules, replaces: '2 ** retries', by: '2 ** (retries + 1)' };
const endlessBackoff: readonly Patch[] = ['firstBackoffMs: 50', 'longestBackoffMs: 1_000'].map((replaces) => ({
  file: rules,
  replaces,
  by: replaces.replace(/[\d_]+$/, '20_000'),
}));
const quickHeartbeat: Patch = { file: rules, replaces: 'silenceMs: 5_000', by: 'silenceMs: 500' };
const shortLease: Patch = { file: rules, replaces: 'leaseMs: 30_000', by: 'leaseMs: 3_000' };
const lastWriteWins: Patch = {
  file: 'src/model/authority/deliver.ts',
  replaces: 'message.version <= player.saved.version',
  by: 'message.version < 1',
};

/** It takes two to tell which was the last; and a transfer, so that an older token writes. */
const twoWrites: Scope = {
  servers: 2,
  players: 1,
  items: 0,
  transfers: 1,
  writes: 2,
  messages: 2,
  repeats: 0,
  active: 1,
  throttledFrom: 0,
  faults: 0,
};

/** Where the document says two things, what each breaks in the model; the simulation says which of its figures each misses. */
const readings: readonly {
  readonly says: string;
  readonly changes: readonly Patch[];
  readonly off?: readonly string[];
  /** The small one where there is none. */
  readonly scope?: Scope;
  readonly violations: readonly string[];
}[] = [
  { says: 'retries after 100, 200, 400 ms, as its code has it', changes: [codesBackoff], violations: [] },
  { says: 'retries after 20 s: the watchdog comes first', changes: endlessBackoff, violations: [] },
  {
    says: 'a heartbeat of 0.5 s, and a lease of 3 s waited for',
    changes: [quickHeartbeat, shortLease],
    violations: [],
  },
  {
    says: 'a heartbeat of 0.5 s, and no lease waited for',
    changes: [quickHeartbeat],
    off: ['lease'],
    violations: ['INV_203'],
  },
  { says: 'as modelled: the store keeps the newest version', changes: [], scope: twoWrites, violations: [] },
  { says: 'the last write wins at the store', changes: [lastWriteWins], scope: twoWrites, violations: ['INV_205'] },
  {
    says: 'the last write wins at the store, and there is no fence',
    changes: [lastWriteWins],
    off: ['fencing'],
    scope: twoWrites,
    violations: ['INV_201', 'INV_205'],
  },
];

describe('of what the document says in two ways', () => {
  test.each(readings)(
    '$says violates the listed invariants',
    async ({ changes, off = [], scope = scopeOf(authority, 'small'), violations }) => {
      const policies: Policies = policiesWithout(authority, off);
      await withAlteredModel(authority, changes, async (altered) => {
        const found = await explore(altered(policies, scope));
        expect(found.isComplete).toBe(true);
        expect([...new Set(found.violations.map(({ violation }) => violation.name))].toSorted()).toEqual(violations);
      });
    },
  );

  test.each([
    ['prose', [], 150],
    ['code', [codesBackoff], 200],
  ] as const)('by its %s, the first retry comes at its own time', async (_, changes, atMs) => {
    await withAlteredModel(authority, changes, async (altered) => {
      const model = altered(policiesWithout(authority, []), scopeOf(authority, 'small'));
      const request = [...model.commands(model.initial)].find(({ type }) => type === 'request');
      const { state } = stepOnCopy(model, model.initial, request ?? never());
      expect(JSON.stringify(state)).toContain(`"nextAtMs":${atMs}`);
    });
  });
});
