import { expect, test } from 'vitest';
import type { Fingerprint } from '../../src/kernel/fingerprint.ts';
import { fingerprintOf } from '../../src/kernel/fingerprint.ts';
import type { Command } from '../../src/kernel/model.ts';
import type { IncidenceCounts } from '../../src/overnight/incidence.ts';
import { createIncidenceCounts } from '../../src/overnight/incidence.ts';
import { recordIncidence } from '../../src/overnight/recorder.ts';

interface Place {
  at: string;
}
/** A command, its outcome, and the state to which it leads. */
type Taken = readonly [command: string, outcome: string, to: string];

const fingerprint = (at: string): Fingerprint => fingerprintOf({ at });

/** What runs of these steps show, from the state `a` on. */
function shownBy(
  runs: readonly (readonly Taken[])[],
  firstRun = 0,
): { states: IncidenceCounts; edges: IncidenceCounts } {
  const incidence = { states: createIncidenceCounts(), edges: createIncidenceCounts() };
  const recorder = recordIncidence<Place, Command>({ initial: { at: 'a' } }, { ...incidence, firstRun });
  for (const run of runs) {
    recorder.startRun();
    for (const [type, outcome, at] of run) {
      recorder.see({ command: { type }, outcome: { type: outcome } }, { at }, fingerprint(at));
    }
  }
  return incidence;
}

function countsOf({ size, single, double, loneRuns }: IncidenceCounts): number[] {
  return [size, single, double, loneRuns];
}

test('a run shows the state in which it begins, and each state to which a step leads', () => {
  const { states } = shownBy([[['go', 'done', 'b']], []]);
  // Two runs show the first state, one of them alone shows the second.
  expect(countsOf(states)).toEqual([2, 1, 1, 1]);
  const beginning = shownBy([[]]).states.entries();
  expect([...beginning]).toEqual([fingerprint('a').high, fingerprint('a').low, 1]);
});

test('an edge is a state, a command and the type of its outcome, not its target', () => {
  const edges = (...runs: readonly (readonly Taken[])[]): number => shownBy(runs).edges.size;
  expect(edges([['go', 'done', 'b']], [['go', 'done', 'c']])).toBe(1);
  expect(edges([['go', 'done', 'b']], [['go', 'refused', 'b']])).toBe(2);
  expect(edges([['go', 'done', 'b']], [['run', 'done', 'b']])).toBe(2);
  const goTwice: Taken[] = [
    ['go', 'done', 'b'],
    ['go', 'done', 'b'],
  ];
  expect(edges(goTwice)).toBe(2);
  expect(edges([...goTwice, ['go', 'done', 'b']])).toBe(2);
});

test('every run begins in the first state, with the number after the one before', () => {
  const { states, edges } = shownBy([[['go', 'done', 'b']], [['go', 'done', 'b']], [['run', 'done', 'a']]], 7);
  expect(countsOf(edges)).toEqual([2, 1, 1, 1]);
  expect([...shownBy([[['go', 'done', 'a']]], 7).edges.entries()].at(-1)).toBe(8);
  expect(countsOf(states)).toEqual([2, 0, 1, 0]);
});

test('states that differ by a shift of their instants alone are one state', () => {
  const states = createIncidenceCounts();
  const model = { initial: { now: 50, until: 60 }, instants: instantsOf };
  const recorder = recordIncidence<Timed, Command>(model, { states, edges: createIncidenceCounts(), firstRun: 0 });
  recorder.startRun();
  expect([...states.entries()].slice(0, 2)).toEqual(Object.values(fingerprintOf({ now: 0, until: 10 })));
});

test('the fingerprint of an edge is the same in every version, since journals keep it', () => {
  const { edges } = shownBy([[['go', 'done', 'b']]]);
  expect([...edges.entries()]).toEqual([-374_550_844, -1_130_158_301, 1]);
});

interface Timed {
  now: number;
  until: number;
}

function instantsOf(state: Timed): { clock: [Timed, 'now']; deadlines: [Timed, 'until'][] } {
  return { clock: [state, 'now'], deadlines: [[state, 'until']] };
}
