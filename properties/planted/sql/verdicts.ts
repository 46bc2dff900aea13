import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Lane } from '../copy.ts';
import type { ExpectedSurvivor } from './expected.ts';
import type { Mutation } from './mutations.ts';
import { mutationsOf } from './mutations.ts';

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

/** The suites that could notice what is taken away from one subject. */
export interface Plan {
  /** By how long they take, in groups: the quick ones first. */
  readonly stages: readonly (readonly string[])[];
  /** What takes longer will not end. */
  readonly limitMs: number;
}

/** How many times as long as all suites together a group of them may take: something in it loops, or waits for ever. */
const patience = 10;

/** Of the time of all suites, how much the quick groups take together. */
const shares = [0.1, 0.4];

/** So many suites that have been red before are run before all others: what is next to what they noticed is theirs as well. */
const mostSuspects = 3;

/** The test of the tool itself says nothing about a subject. */
const leftOut = 'properties/planted/sql/mutations.test.ts';

/** Where the SQL of the real subjects is. */
export const sqlFolders = 'src/real/{queue,booking,authority}/sqlite';

export function sqlMutants(root: string): Mutant[] {
  return filesIn(root, `${sqlFolders}/*.ts`).flatMap((file) =>
    mutationsOf(readFileSync(join(root, file), 'utf8')).map((mutation) => Object.assign(mutation, { file })),
  );
}

/** Suites about other databases, and about processes: none of them notices what the others do not, and each takes long. */
const elsewhere = /postgres|etcd|tcp|cluster|concurrency|processes|cut-connections/;

/** The suites of a subject, all subjects' and those of its failure modes. */
function suitesOf(root: string, subject: string): string[] {
  const isOfSubject = (test: string): boolean =>
    readFileSync(join(root, dirname(dirname(test)), 'scenario.ts'), 'utf8').includes(`subject: '${subject}'`);
  return [
    ...filesIn(root, `properties/{${subject},subjects}/*.test.ts`),
    ...filesIn(root, 'failure_modes/*/tests/*.test.ts').filter(isOfSubject),
  ].filter((suite) => suite !== leftOut && !suite.endsWith('.long.test.ts') && !elsewhere.test(suite));
}

/** Runs the suites with nothing taken away, for each subject among the mutants. Throws where they are red. */
export async function plansFromBaseline(
  root: string,
  lane: Lane,
  mutants: readonly Mutant[],
): Promise<ReadonlyMap<string, Plan>> {
  const plans = new Map<string, Plan>();
  for (const subject of new Set(mutants.map(subjectOf))) plans.set(subject, await planOf(root, lane, subject));
  return plans;
}

async function planOf(root: string, lane: Lane, subject: string): Promise<Plan> {
  const suites = suitesOf(root, subject);
  const baseline = await lane.run(suites, 600_000);
  if (baseline === 'timeout') throw new Error('the suites take more than ten minutes with nothing taken away');
  const { failure, durationsMs } = baseline;
  if (failure !== null) {
    throw new Error(`the suites are red with nothing taken away\n${failure.test}\n${failure.message}`);
  }
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

/** Whose SQL it is. */
function subjectOf({ file }: Removed): string {
  return file.split('/')[2] ?? '';
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
  plans: ReadonlyMap<string, Plan>,
  { expected, onProgress }: { expected: readonly ExpectedSurvivor[]; onProgress: (done: number) => void },
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const left = [...mutants.entries()];
  const suspects = new Map<string, string[]>();
  let done = 0;
  async function workIn(lane: Lane): Promise<void> {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [index, { source, ...mutant }] = next;
      const subject = subjectOf(mutant);
      const plan = plans.get(subject);
      if (plan === undefined) throw new Error(`no suites are known for ${subject}`);
      const first = suspects.get(subject) ?? [];
      const stages = first.length === 0 ? plan.stages : [first, ...plan.stages];
      const killedBy = await killerOf(lane, { ...mutant, source }, { ...plan, stages });
      const [suite = ''] = killedBy?.split(': ') ?? [];
      if (suite.endsWith('.ts')) suspects.set(subject, [...new Set([suite, ...first])].slice(0, mostSuspects));
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
