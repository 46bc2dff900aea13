import type { Done, Sighting } from './batch.ts';
import { findingIn, findingKey } from './findings.ts';
import type { JobShare } from './journal.ts';
import { addTallies, zeroTally } from './race-tally.ts';
import { newCoverageAfter } from './schedule.ts';
import { addSums } from './sums.ts';
import type { Working } from './working.ts';
import { shownBy } from './working.ts';

/** What a finished batch adds to the results of its job. */
export interface Gains {
  readonly runs: number;
  readonly newEdges: number;
  /** What of the states and the edges it has shown changes anything, as `IncidenceCounts` gives them. */
  readonly states: Int32Array;
  readonly edges: Int32Array;
  /** As `ShownBefore` has them. */
  readonly kinds: Int32Array;
  readonly sightings: readonly (Sighting & { readonly key: string })[];
}

/** Adds a finished batch to its job: its number, and its results; `null` where its process crashed during it. */
export function account(one: Working, number: number, done: Done | null): Gains {
  const isRuns = done?.kind === 'runs';
  const states = one.states.merge(isRuns ? done.states : new Int32Array());
  const edges = one.edges.merge(isRuns ? done.edges : new Int32Array());
  const runs = isRuns ? done.runs : 0;
  const kinds = isRuns ? done.kinds : new Int32Array();
  one.finished.add(number);
  one.kinds.set(number, kinds);
  one.lastSeconds = done?.seconds ?? one.lastSeconds;
  one.newCoverage = isRuns ? newCoverageAfter(one.newCoverage, edges.added, done.seconds) : 0;
  const sightings = (done?.sightings ?? []).map((sighting): Sighting & { key: string } =>
    Object.assign(sighting, { key: findingKey(one.job, sighting.finding) }),
  );
  const foundKeys = (done?.found ?? []).map(({ trace }) => findingKey(one.job, findingIn(trace)));
  one.share = {
    ...one.share,
    batches: one.share.batches + 1,
    seconds: one.share.seconds + (done?.seconds ?? 0),
    sums: isRuns ? addSums(one.share.sums, done) : one.share.sums,
    newStates: one.share.newStates + states.added,
    newEdges: one.share.newEdges + edges.added,
    // What was found while another finding was minimised was sighted by no run.
    findings: [...new Set([...one.share.findings, ...sightings.map(({ key }) => key), ...foundKeys])],
    explored: done?.kind === 'explore' || done?.kind === 'drive' ? exploredOf(done) : one.share.explored,
    raced: done?.kind === 'race' ? racedAfter(one.share.raced, done) : one.share.raced,
    shown: isRuns ? shownBy((one.share.shown?.runs ?? 0) + runs, one) : one.share.shown,
  };
  return { runs, newEdges: edges.added, states: states.changed, edges: edges.changed, kinds, sightings };
}

function racedAfter(
  before: JobShare['raced'],
  { part, counts, tally }: Extract<Done, { readonly kind: 'race' }>,
): JobShare['raced'] {
  if (counts !== null) return { counts, parts: before?.parts ?? {} };
  if (before === null || part === null) return before;
  return { ...before, parts: { ...before.parts, [part]: addTallies(before.parts[part] ?? zeroTally, tally) } };
}

function exploredOf({
  states,
  edges,
  driven,
  isWhole,
  stoppedBy,
  outcomes,
}: Extract<Done, { driven: number }>): JobShare['explored'] {
  return { states, edges, driven, isWhole, stoppedBy, outcomes };
}
