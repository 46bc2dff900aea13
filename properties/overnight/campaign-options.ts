import { join } from 'node:path';
import type { Policies } from '../../src/kernel/subject.ts';
import type { Assignment, CampaignOptions } from '../../src/overnight/assignment.ts';
import type { Strategy } from '../../src/overnight/job.ts';
import { jobsOf } from '../../src/overnight/job.ts';
import type { Journal } from '../../src/overnight/journal.ts';
import type { CounterSubject } from '../check/counter.ts';
import * as configured from './planted.ts';

const module = new URL('./planted.ts', import.meta.url).href;

export function optionsFor(folder: string, journal: Journal, onNotice: (line: string) => void): CampaignOptions {
  return {
    journal,
    subjects: Object.entries(configured).map(([exportName, subject]) => ({ subject, source: { module, exportName } })),
    workers: 2,
    limits: { stallMs: 3000, memoryMb: 250 },
    versions: {},
    signal: new AbortController().signal,
    clock: { monotonicMs: () => performance.now(), now: () => new Date() },
    trail: (worker) => join(folder, `worker-${worker}`),
    onNotice,
  };
}

interface How {
  readonly strategies?: readonly Strategy[];
  readonly scopes?: readonly string[];
  readonly policies?: Policies;
  /** One that `planted.ts` exports under its name. */
  readonly subject?: CounterSubject;
}

export function assignmentOf(
  folder: string,
  systems: readonly string[],
  rounds: number,
  {
    strategies = ['random'],
    scopes = ['usual', 'large'],
    policies = { floor: true },
    subject = configured.planted,
  }: How = {},
): Assignment {
  const jobs = jobsOf(subject, { systems, policies });
  return {
    jobs: jobs.filter(({ strategy, scopeName }) => strategies.includes(strategy) && scopes.includes(scopeName)),
    budget: { rounds },
    folder: join(folder, 'counterexamples'),
    leftOut: [],
  };
}
