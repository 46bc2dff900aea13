import type { Command, Outcome } from '../../../src/kernel/model.ts';
import type { Setup } from '../../../src/kernel/setup.ts';
import { setUp } from '../../../src/kernel/setup.ts';
import type { StressReport } from '../../../src/stress/report.ts';
import { stress } from '../../../src/stress/stress.ts';
import type { LeaseQueueSubject } from '../../../src/subjects/lease-queue/subject.ts';

/** A world in which three workers and two clients act at the same time. */
const scope = { workers: 3, jobs: 3, keys: 1, groups: 1, faults: 0 };

/** Stresses the only system of a subject for so many rounds. */
export function stressRounds(
  subject: LeaseQueueSubject,
  { maxRounds, seed, suspended }: { maxRounds: number; seed: number; suspended?: readonly string[] },
): Promise<StressReport> {
  const [{ name: system } = { name: '' }] = subject.systems;
  const setup = setUp(subject, { system, policies: {}, scope, overlap: {}, suspended });
  return stress(setup as unknown as Setup<unknown, Command, Outcome, unknown>, {
    maxRounds,
    seed,
    maxSeconds: Infinity,
    maxWorlds: Infinity,
    judgeSeconds: 60,
    maxMemoryBytes: 1e9,
    roundsPerWorld: 8,
    operationsEach: 3,
    weights: subject.generation.weights,
    faults: [],
    isUnknown: () => false,
  });
}

/** The promise that the violation of a stress breaks; `null`: there is none. */
export function brokenIn({ violation }: StressReport): string | null {
  return violation?.kind === 'illegal' ? (violation.found.broken?.id ?? null) : null;
}
