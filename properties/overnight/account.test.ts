import { describe, expect, test } from 'vitest';
import { account } from '../../src/overnight/account.ts';
import type { Done } from '../../src/overnight/batch.ts';
import { findingKey } from '../../src/overnight/findings.ts';
import { createIncidenceCounts } from '../../src/overnight/incidence.ts';
import { foundOf, jobOf, traceOf, workingOn } from './parts.ts';

function incidenceOf(...numbers: readonly number[]): Int32Array {
  const incidence = createIncidenceCounts();
  for (const [run, number] of numbers.entries()) incidence.show({ high: number, low: number }, run);
  return incidence.entries();
}

const finding = { kind: 'invariant', name: 'FLOOR' } as const;
const runs: Done = {
  kind: 'runs',
  seconds: 2,
  runs: 250,
  commands: 4000,
  reached: { opened: { runs: 40, leastShare: 0.1 } },
  outcomes: { up: { moved: 3 } },
  states: incidenceOf(1, 2, 3),
  edges: incidenceOf(1, 2, 3, 4),
  kinds: Int32Array.of(5, 6),
  found: [],
  sightings: [{ finding, times: 7 }],
};
const explored: Done = {
  kind: 'explore',
  seconds: 5,
  states: 10,
  edges: 19,
  driven: 0,
  isWhole: true,
  stoppedBy: null,
  outcomes: { up: { moved: 9 } },
  found: [],
  sightings: [],
};

describe('a finished piece', () => {
  test('of runs adds its sums, what is new, and its findings to its job', () => {
    const one = workingOn();
    const gains = account(one, 3, runs);
    const key = findingKey(one.job, finding);
    expect(gains).toMatchObject({ runs: 250, newEdges: 4, sightings: [{ finding, times: 7, key }] });
    expect([gains.states.length, gains.edges.length]).toEqual([9, 12]);
    expect(one).toMatchObject({ finished: new Set([3]), lastSeconds: 2, newCoverage: 2 });
    expect(one.share).toMatchObject({
      batches: 1,
      seconds: 2,
      sums: { runs: 250, commands: 4000, reached: { opened: { runs: 40 } } },
      newStates: 3,
      newEdges: 4,
      findings: [key],
      explored: null,
      shown: { runs: 250, states: 3, edges: 4, single: 4, double: 0, loneRuns: 4, isFull: false },
    });
  });

  test('adds to what the pieces before it gave, and counts the same finding once', () => {
    const one = workingOn();
    account(one, 0, runs);
    const edges = createIncidenceCounts();
    edges.show({ high: 4, low: 4 }, 250);
    edges.show({ high: 5, low: 5 }, 250);
    const gains = account(one, 1, { ...runs, seconds: 4, states: incidenceOf(), edges: edges.entries() });
    expect(gains.newEdges).toBe(1);
    expect(gains.kinds).toEqual(runs.kinds);
    expect([...one.kinds.keys()]).toEqual([0, 1]);
    expect(one.newCoverage).toBeCloseTo(2 * 0.7 + 0.25 * 0.3, 12);
    expect(one.share).toMatchObject({ batches: 2, seconds: 6, sums: { runs: 500 }, newStates: 3, newEdges: 5 });
    expect(one.share.findings).toHaveLength(1);
    expect(one.share.shown).toMatchObject({ runs: 500, edges: 5, double: 1 });
  });

  test('lists what was found while another finding was minimised, which no run sighted', () => {
    const one = workingOn();
    const other = traceOf({ violation: { kind: 'systemError', name: 'RangeError', at: 0 } });
    account(one, 0, { ...runs, found: [foundOf(), foundOf({ trace: other })] });
    const keys = [finding, other.violation].map((each) => findingKey(one.job, each));
    expect(one.share.findings).toEqual(keys);
  });

  test.each(['explore', 'drive'] as const)('of %s says what was explored, and adds no runs', (kind) => {
    const one = workingOn({ job: jobOf({ strategy: kind }) });
    expect(account(one, 0, { ...explored, kind })).toMatchObject({ runs: 0, newEdges: 0, sightings: [] });
    const { states, edges, driven, isWhole, stoppedBy, outcomes } = explored;
    expect(one.share.explored).toEqual({ states, edges, driven, isWhole, stoppedBy, outcomes });
    expect(one.share).toMatchObject({ batches: 1, seconds: 5, sums: { runs: 0 }, shown: null });
    expect(one.newCoverage).toBe(0);
  });

  test('over which its process crashed is a piece, with nothing in it', () => {
    const one = workingOn({ job: jobOf({ strategy: 'explore' }) });
    account(one, 0, explored);
    const gains = account(one, 1, null);
    expect(gains).toMatchObject({ runs: 0, newEdges: 0, sightings: [] });
    expect([gains.states.length, gains.edges.length]).toEqual([0, 0]);
    expect(one).toMatchObject({ finished: new Set([0, 1]), lastSeconds: 5, newCoverage: 0 });
    expect(one.share).toMatchObject({ batches: 2, seconds: 5, explored: { isWhole: true } });
  });
});
