import type { Trace } from '../../src/corpus/trace.ts';
import type { SubjectSource } from '../../src/explore/subject-source.ts';
import type { ShrunkFinding } from '../../src/overnight/batch.ts';
import { createIncidenceCounts } from '../../src/overnight/incidence.ts';
import type { Job } from '../../src/overnight/job.ts';
import type { JournalEntry, JobShare } from '../../src/overnight/journal.ts';
import { emptyShare } from '../../src/overnight/journal.ts';
import { zeroSums } from '../../src/overnight/sums.ts';
import type { Working } from '../../src/overnight/working.ts';

/** What a campaign handles, made by hand: each with what a test says of it, and something plausible for the rest. */
export function jobOf(parts: Partial<Job> = {}): Job {
  return {
    subject: 'planted',
    system: 'plain',
    policies: { floor: true },
    scopeName: 'usual',
    scope: { most: 9 },
    strategy: 'random',
    model: 'a digest',
    ...parts,
  };
}

/** Where a worker process finds what `planted.ts` exports under this name. */
export function sourceOf(exportName = 'planted'): SubjectSource {
  return { module: new URL('./planted.ts', import.meta.url).href, exportName };
}

export function traceOf(parts: Partial<Trace> = {}): Trace {
  return {
    version: 4,
    subject: 'planted',
    system: 'plain',
    policies: { floor: true },
    scope: { most: 9 },
    commands: [{ type: 'up' }, { type: 'down' }],
    outcomes: ['moved', 'moved'],
    violation: { kind: 'invariant', name: 'FLOOR', at: 1 },
    certificate: null,
    foundBy: { who: 'a test' },
    ...parts,
  };
}

export function foundOf(parts: Partial<ShrunkFinding<Trace>> = {}): ShrunkFinding<Trace> {
  return { trace: traceOf(), details: 'it is below zero', shown: 10, of: 10, ...parts };
}

export function entryOf(parts: Partial<JournalEntry & ShrunkFinding<Trace>> = {}): JournalEntry & ShrunkFinding<Trace> {
  const times = {
    firstSeen: '2026-01-01T20:00:00.000Z',
    lastSeen: '2026-01-01T21:00:00.000Z',
    times: 1,
    timesInCampaign: 1,
  };
  return { key: 'a key', ...foundOf(), ...times, ...parts };
}

export function shareOf(parts: Partial<JobShare> = {}): JobShare {
  return { ...emptyShare(1), batches: 1, seconds: 10, sums: { ...zeroSums, runs: 250 }, ...parts };
}

export function workingOn(parts: Partial<Working> = {}): Working {
  return {
    number: 1,
    job: jobOf(),
    states: createIncidenceCounts(),
    edges: createIncidenceCounts(),
    finished: new Set(),
    kinds: new Map(),
    underWay: new Set(),
    next: 0,
    end: 4,
    raceBudget: { firstBatch: 0, rounds: Infinity },
    share: emptyShare(1),
    newCoverage: null,
    lastSeconds: 1,
    failures: 0,
    ...parts,
  };
}

export const explored: NonNullable<JobShare['explored']> = {
  states: 10,
  edges: 19,
  driven: 0,
  isWhole: true,
  stoppedBy: null,
  outcomes: {},
};
