import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Copy } from '../copy.ts';
import type { PlantedBug } from '../planted-bug.ts';

/** The suites that could notice a bug in the SQL of a subject. */
export interface Plan {
  /** Groups of suites, the quick ones first. */
  readonly stages: readonly (readonly string[])[];
  /** A group that takes longer does not end. */
  readonly limitMs: number;
}

/** A group may take so many times as long as all suites together: then a suite loops, or waits for ever. */
const patience = 10;

/** All suites of a subject without a bug, on a busy machine. */
const mostMs = 3_600_000;

/** The shares of the time of all suites that the quick groups take together. */
const shares = [0.1, 0.4];

/** Suites on other databases and of processes take long, and notice no bug that the other suites do not notice. */
const elsewhere = /postgres|etcd|tcp|cluster|concurrency|processes|cut-connections/;

/** The suites of a subject, those of all subjects, and those of its failure modes. */
export function suitesOf(root: string, subject: string): string[] {
  const isOfSubject = (test: string): boolean =>
    readFileSync(join(root, dirname(dirname(test)), 'scenario.ts'), 'utf8').includes(`subject: '${subject}'`);
  return [
    ...filesIn(root, `properties/{${subject},subjects}/*.test.ts`),
    ...filesIn(root, 'failure_modes/*/tests/*.test.ts').filter(isOfSubject),
  ].filter((suite) => !suite.endsWith('.long.test.ts') && !elsewhere.test(suite));
}

/** Runs the suites of a subject in a copy without a bug. Throws where they are red. */
export async function planOf(root: string, copy: Copy, subject: string): Promise<Plan> {
  const suites = suitesOf(root, subject);
  const baseline = await copy.runSuites(suites, mostMs);
  if (baseline === 'timeout') throw new Error('the suites take more than an hour without a bug');
  const { failure, durationsMs } = baseline;
  if (failure !== null) throw new Error(`the suites are red without a bug\n${failure.test}\n${failure.message}`);
  const totalMs = [...durationsMs.values()].reduce((sum, durationMs) => sum + durationMs, 0);
  const tookMs = (suite: string): number => durationsMs.get(suite) ?? totalMs;
  const stages: string[][] = [...shares, 1].map(() => []);
  let sumMs = 0;
  for (const suite of suites.toSorted((a, b) => tookMs(a) - tookMs(b))) {
    sumMs += tookMs(suite);
    stages[shares.filter((share) => sumMs > totalMs * share).length]?.push(suite);
  }
  return { stages: stages.filter((stage) => stage.length > 0), limitMs: totalMs * patience };
}

/** The first red test in a copy with a bug, or `timeout`; `null` where every suite passes. */
export async function redTestIn(copy: Copy, bug: PlantedBug, { stages, limitMs }: Plan): Promise<string | null> {
  for (const suites of stages) {
    const run = await copy.runSuites(suites, limitMs);
    if (run === 'timeout') return run;
    if (run.failure === null) continue;
    const { test, message } = run.failure;
    // A test that is red because the patched text is no SQL, or no TypeScript, is no evidence about the tests.
    if (/syntax error|incomplete input|transform failed/i.test(message)) {
      throw new Error(`${bug.patch.file}, ${bug.breaks} ${bug.name}: the source makes no sense\n${test}\n${message}`);
    }
    return test;
  }
  return null;
}

export function filesIn(root: string, ...patterns: readonly string[]): string[] {
  return globSync(patterns, { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .toSorted();
}
