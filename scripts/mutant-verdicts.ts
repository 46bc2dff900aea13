import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lane } from './mutant-lane.ts';
import type { ExpectedSurvivor } from './mutants-expected.ts';
import type { Mutation } from './sql-mutations.ts';
import { mutationsOf } from './sql-mutations.ts';

/** Where something is taken away, and what. */
export type Removed = Pick<ExpectedSurvivor, 'file' | 'place' | 'removed'>;

export interface Mutant extends Removed, Mutation {}

export interface Verdict extends Removed {
  readonly line: number;
  /** The first test that was red, or `timeout`; `null`: it survived. */
  readonly killedBy: string | null;
  /** Why it may survive; `null` where the list does not say so. */
  readonly because: string | null;
}

export interface Plan {
  /** The suites in groups, the quick ones first. */
  readonly stages: readonly (readonly string[])[];
  /** What takes longer will not end. */
  readonly limitMs: number;
}

/** How many times as long as all suites together a group of them may take: something in it loops, or waits for ever. */
const patience = 10;

/** A suite with more than this share of the time of all is run when the others are green. */
const slowShare = 0.1;

/** The test of the tool itself says nothing about a subject. */
const leftOut = 'properties/subjects/sql-mutations.test.ts';

/** Where the SQL of the real subjects is. */
export const sqlFolders = 'src/real/{queue,booking,authority}/sqlite';

export function sqlMutants(root: string): Mutant[] {
  return filesIn(root, `${sqlFolders}/*.ts`).flatMap((file) =>
    mutationsOf(readFileSync(join(root, file), 'utf8')).map((mutation) => Object.assign(mutation, { file })),
  );
}

/** Runs the suites with nothing taken away. Throws where they are red. */
export async function planFromBaseline(root: string, lane: Lane): Promise<Plan> {
  const patterns = ['properties/{queue,booking,authority,subjects}/*.test.ts', 'failure_modes/**/*.test.ts'];
  const suites = filesIn(root, ...patterns).filter((suite) => suite !== leftOut);
  const baseline = await lane.run(suites, 600_000);
  if (baseline === 'timeout') throw new Error('the suites take more than ten minutes with nothing taken away');
  const { failure, durationsMs } = baseline;
  if (failure !== null) {
    throw new Error(`the suites are red with nothing taken away\n${failure.test}\n${failure.message}`);
  }
  const totalMs = [...durationsMs.values()].reduce((sum, durationMs) => sum + durationMs, 0);
  const isSlow = (suite: string): boolean => (durationsMs.get(suite) ?? totalMs) > totalMs * slowShare;
  const stages = [suites.filter((suite) => !isSlow(suite)), suites.filter(isSlow)];
  return { stages: stages.filter((stage) => stage.length > 0), limitMs: totalMs * patience };
}

function filesIn(root: string, ...patterns: readonly string[]): string[] {
  return globSync(patterns, { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .toSorted();
}

/** The lanes take one mutant after the other, until there are no more. In the order of the mutants. */
export async function judgeAll(
  lanes: readonly Lane[],
  mutants: readonly Mutant[],
  plan: Plan,
  { expected, onProgress }: { expected: readonly ExpectedSurvivor[]; onProgress: (done: number) => void },
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const left = [...mutants.entries()];
  let done = 0;
  async function workIn(lane: Lane): Promise<void> {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [index, { source, ...mutant }] = next;
      const killedBy = await killerOf(lane, { ...mutant, source }, plan);
      const because = expected.find((entry) => isSame(entry, mutant))?.because ?? null;
      verdicts[index] = { ...mutant, killedBy, because };
      onProgress((done += 1));
    }
  }
  await Promise.all(lanes.map(workIn));
  return verdicts;
}

async function killerOf(lane: Lane, mutant: Mutant, { stages, limitMs }: Plan): Promise<string | null> {
  for (const suites of stages) {
    const run = await lane.run(suites, limitMs, mutant);
    if (run === 'timeout') return run;
    if (run.failure === null) continue;
    const { test, message } = run.failure;
    // Where what is left is no SQL, or no TypeScript, that is why the test is red, and it says nothing about the queue.
    if (/syntax error|incomplete input|transform failed/i.test(message)) {
      throw new Error(`without ${placeOf(mutant)} the source makes no sense\n${test}\n${message}`);
    }
    return test;
  }
  return null;
}

/** Whether there is such a thing to take away, and it survived wherever it was. */
export function isBorneOut(entry: ExpectedSurvivor, verdicts: readonly Verdict[]): boolean {
  const same = verdicts.filter((verdict) => isSame(entry, verdict));
  return same.length > 0 && same.every(({ killedBy }) => killedBy === null);
}

function isSame(a: Removed, b: Removed): boolean {
  return a.file === b.file && a.place === b.place && a.removed === b.removed;
}

export function placeOf({ file, place, removed }: Removed): string {
  return `${file} ${place} ${removed}`;
}
