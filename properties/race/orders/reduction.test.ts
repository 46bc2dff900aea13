import { assert, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leftOut } from './breaks.ts';
import { openDouble } from './double.ts';
import { patchedSearch } from './patched.ts';
import { catalogue, levels, smallPrograms } from './programs.ts';
import { searchAll, searchReduced } from './searches.ts';

describe('the search of all orders', () => {
  test('shows every outcome of every schedule, and no order twice', () => {
    const counts = { all: 0, reduced: 0, redundant: 0 };
    const seen = new Set<string>();
    assert(
      property(smallPrograms(120), (program) => {
        const open = () => openDouble(program, { catalogue, joinsWoken: true });
        const all = searchAll(open);
        const reduced = searchReduced(open);
        expect(reduced.outcomes).toEqual(all.outcomes);
        expect(reduced.orders).toBe(reduced.runs);
        counts.all += all.runs;
        counts.reduced += reduced.runs;
        counts.redundant += reduced.redundant;
        seen.add(program.level);
        for (const word of ['deadlock', 'foreign key', 'serialization', 'unique', 'rollback'])
          if (all.outcomes.some((outcome) => outcome.includes(word))) seen.add(word);
      }),
      { seed: 1, numRuns: 300 },
    );
    expect(counts).toEqual({ all: 7741, reduced: 3707, redundant: 0 });
    expect([...seen].toSorted()).toEqual(
      [...levels, 'deadlock', 'foreign key', 'serialization', 'unique', 'rollback'].toSorted(),
    );
  });

  test.each(leftOut.map((one) => [one.rule, one] as const))('misses an outcome without: %s', async (_rule, broken) => {
    const { program, alter, patch, ...options } = broken;
    const open = () => openDouble(program, { catalogue, joinsWoken: true, ...options });
    const { outcomes } = searchAll(open);
    expect(searchReduced(() => openDouble(program, { catalogue, joinsWoken: true })).outcomes).toEqual(outcomes);
    const search = patch === undefined ? undefined : (await patchedSearch(patch))();
    expect(searchReduced(open, { ...(alter && { alter }), ...(search && { search }) }).outcomes).not.toEqual(outcomes);
  });

  test('runs a order twice where no session sleeps', async () => {
    const patch = ['if (move !== null) asleep.set(chosen, move);', ''] as const;
    const searchAwake = await patchedSearch(patch);
    const program = leftOut.find(({ joinsWoken }) => joinsWoken === false)?.program ?? {
      level: 'read committed',
      sessions: [],
    };
    const { runs, orders } = searchReduced(() => openDouble(program, { catalogue, joinsWoken: true }), {
      search: searchAwake(),
    });
    expect(runs).toBeGreaterThan(orders);
  });
});
