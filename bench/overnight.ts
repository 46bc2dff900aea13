import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from '../src/check/check.ts';
import { readFailureModes, policyRunsAmong } from '../src/corpus/failure-modes.ts';
import { allPolicies, policiesWithout } from '../src/kernel/subject.ts';
import { reportCampaign } from '../src/overnight/campaign-report.ts';
import { runCampaign } from '../src/overnight/campaign.ts';
import type { Job } from '../src/overnight/job.ts';
import { jobsOf } from '../src/overnight/job.ts';
import type { Budget } from '../src/overnight/journal.ts';
import { openJournal } from '../src/overnight/open-journal.ts';
import type { RunPlan } from '../src/overnight/rounds.ts';
import { batchesIn, planOf } from '../src/overnight/rounds.ts';
import { table } from '../src/report/table.ts';
import { subjectOf } from '../src/subjects/index.ts';
import { lockSubject, millionLock } from './overnight-lock.ts';
import { secondsBySlices } from './slices.ts';

/**
 * The cost of a campaign beside a bare loop of checks; the gain by a second process, beside the gain by a second bare loop,
 * since two processors of one machine are seldom worth two machines; the time until a campaign finds a bug that one run in
 * so many shows, and each failure mode. `npm run bench:overnight -- ROUNDS` sets the rounds of the campaigns.
 *
 * All run the same batches: later batches have longer runs, so a faster program with more batches would look slower.
 */
const rounds = Number(process.argv[2] ?? 7);
const bench = [import.meta.filename, String(rounds)];
const batches = batchesIn('random', rounds);
const subject = subjectOf('queue');
const urlOf = (path: string): string => new URL(path, import.meta.url).href;
const configured = [
  { subject, source: { module: urlOf('../src/subjects/queue/subject.ts'), exportName: 'queue' } },
  { subject: millionLock, source: { module: urlOf('overnight-lock.ts'), exportName: 'millionLock' } },
];

function randomJob(): Job {
  const jobs = jobsOf(subject, { systems: ['sqlite'], policies: allPolicies(subject) });
  const job = jobs.find(({ strategy, scopeName }) => strategy === 'random' && scopeName === 'medium');
  if (job === undefined) throw new Error('the queue has no medium scope');
  return job;
}

/** A night of one job, until it has found something: its runs, and how many seconds it took from nothing to its end. */
async function campaignOf(
  job: Job,
  { workers, budget }: { readonly workers: number; readonly budget: Budget },
): Promise<{ seconds: number; runs: number }> {
  const stop = new AbortController();
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-bench-'));
  const journal = openJournal(join(folder, 'overnight.db'));
  try {
    const startedMs = performance.now();
    await runCampaign(
      { jobs: [job], budget, folder: join(folder, 'counterexamples'), leftOut: [] },
      {
        journal,
        subjects: configured,
        workers,
        limits: { stallMs: 30_000, memoryMb: 1024 },
        versions: {},
        signal: stop.signal,
        clock: { monotonicMs: () => performance.now(), now: () => new Date() },
        trail: (worker) => join(folder, `worker-${worker}`),
        onNotice: (line) => {
          if (line.startsWith('found: ')) stop.abort();
        },
      },
    );
    const seconds = (performance.now() - startedMs) / 1000;
    return { seconds, runs: (await reportCampaign(journal)).jobs.reduce((sum, { sums }) => sum + sums.runs, 0) };
  } finally {
    journal.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A whole night, from nothing to the last piece in the journal. */
async function campaign(workers = 1): Promise<void> {
  const { runs } = await campaignOf(randomJob(), { workers, budget: { rounds } });
  if (runs !== runsIn(1, 0)) throw new Error(`the campaign made ${runs} runs, and not ${runsIn(1, 0)}`);
}

const planned = (number: number): RunPlan => planOf({ origin: 'bench', job: 1, number }, subject);

/** How many runs a share of the pieces has: every so-manieth, from the one that is said. */
function runsIn(every: number, first: number): number {
  let runs = 0;
  for (let number = first; number < batches; number += every) runs += planned(number).runs;
  return runs;
}

/** The pieces of a night, or a share of them, one after the other and with nothing around them. */
async function bareLoop(every = 1, first = 0): Promise<void> {
  const { policies, scope, system } = randomJob();
  for (let number = first; number < batches; number += every) {
    const { length, seed, generation, runs } = planned(number);
    await check(subject, { policies, scope, system, length, seed, generation, runs });
  }
}

/** Two bare loops at the same time, each in a process of its own with half of the pieces: as fast as a night with two could be. */
async function twoLoops(): Promise<void> {
  const ends = [0, 1].map((first) => once(spawn(process.execPath, [...bench, 'loop', '2', String(first)]), 'exit'));
  if ((await Promise.all(ends)).some(([code]) => code !== 0)) throw new Error('a loop came to nothing');
}

function median(all: readonly number[]): number {
  return all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? NaN;
}

const format = (value: number, digits = 0): string => value.toLocaleString('en', { maximumFractionDigits: digits });

/** What is measured side by side, each in processes of its own from their start on. */
const arms: Readonly<Record<string, (...args: number[]) => Promise<void>>> = {
  loop: bareLoop,
  loops: twoLoops,
  campaign,
};

async function costs(): Promise<void> {
  const runs = runsIn(1, 0);
  const all: readonly (readonly [what: string, ...args: string[]])[] = [
    ['a bare loop of checks', 'loop', '1', '0'],
    ['two of them at once', 'loops'],
    ['a campaign with one process', 'campaign', '1'],
    ['a campaign with two', 'campaign', '2'],
  ];
  const turns: number[][] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    turns.push(await secondsBySlices(all.map(([, ...args]) => [process.execPath, ...bench, ...args])));
  }
  /** How much faster one was than another, in the median turn. */
  const ratio = (at: number, other: number): number =>
    median(turns.map((seconds) => (seconds[other] ?? NaN) / (seconds[at] ?? NaN)));
  const rows = all.map(([what], at) => [
    what,
    format(runs / median(turns.map((seconds) => seconds[at] ?? NaN))),
    ratio(at, 0).toFixed(2),
  ]);
  console.log(`${batches} batches, ${format(runs)} runs`);
  for (const line of table(['what', 'runs/s', 'beside the loop'], rows)) console.log(line);
  console.log(`two processes beside one: ${ratio(3, 2).toFixed(2)}; two loops beside one: ${ratio(1, 0).toFixed(2)}`);
  console.log(`a campaign with two beside two loops: ${ratio(3, 1).toFixed(2)}`);
}

/** Until the lock is open: how many runs, at how many a second. */
async function hidden(digits: number): Promise<void> {
  const lock = lockSubject(digits);
  const runsExpected = 10 ** digits;
  const counts: number[] = [];
  let all = 0;
  const startedMs = performance.now();
  for (let seed = 1; counts.length < 10; seed += 1) {
    const how = { system: 'plain', policies: {}, scope: { digits }, length: digits, seed: seed * 7919 };
    const report = await check(lock, { ...how, runs: 20 * runsExpected });
    all += report.runs;
    if (report.counterexample !== null) counts.push(report.runs);
  }
  const rate = all / ((performance.now() - startedMs) / 1000);
  const row = [
    `one run in ${format(runsExpected)}`,
    format(median(counts)),
    format(Math.LN2 * runsExpected),
    format(rate),
    `${format((runsExpected * Math.log(20)) / rate)} s`,
  ];
  const headings = ['shown by', 'median of 10, runs', 'expected', 'runs/s', 'found with 95 in 100 within'];
  for (const line of table(headings, [row])) console.log(line);
}

/** The same by nights with two processes, until each has found it: in how many runs, after how long. */
async function hiddenFromCampaigns(): Promise<void> {
  const job = jobsOf(millionLock, { systems: ['plain'], policies: {} }).find(({ strategy }) => strategy === 'random');
  if (job === undefined) throw new Error('the lock has no random job');
  const campaigns: { seconds: number; runs: number }[] = [];
  for (let turn = 0; turn < 5; turn += 1)
    campaigns.push(await campaignOf(job, { workers: 2, budget: { seconds: 3600 } }));
  const runs = campaigns.map((one) => one.runs);
  const seconds = campaigns.map((one) => one.seconds);
  const rate = runs.reduce((sum, one) => sum + one, 0) / seconds.reduce((sum, one) => sum + one, 0);
  const row = ['one run in 1,000,000', format(median(runs)), `${format(median(seconds))} s`, format(rate)];
  for (const line of table(['found by a campaign', 'median of 5, runs', 'median of 5', 'runs/s'], [row]))
    console.log(line);
}

/** For each failure mode, with its policies off: how many runs until one of its invariants falls. */
async function collection(): Promise<void> {
  const modes = await readFailureModes(join(import.meta.dirname, '../failure_modes'));
  const rows: string[][] = [];
  for (const { id, title, subject: name, without, scope, breaks } of policyRunsAmong(modes)) {
    const one = subjectOf(name);
    const [wanted] = [...breaks.during, ...breaks.settled];
    const system = one.systems[0]?.name ?? '';
    if (wanted === undefined) continue;
    const runs: number[] = [];
    const times: number[] = [];
    for (let seed = 1; seed <= 10; seed += 1) {
      const startedMs = performance.now();
      const how = { system, policies: policiesWithout(one, without), scope, length: 20, seed };
      const model = one.model(how.policies, scope);
      const others = [...model.invariants, ...model.settled].filter((each) => each.id !== wanted);
      const known = others.flatMap((each) =>
        (['invariant', 'settled'] as const).map((kind) => ({ kind, name: each.id })),
      );
      const report = await check(one, { ...how, runs: 20_000, known, maxStates: 1 });
      runs.push(report.counterexample === null ? Infinity : report.runs);
      times.push((performance.now() - startedMs) / 1000);
    }
    rows.push([`${id} ${title}`, wanted, format(median(runs)), `${format(median(times), 2)} s`]);
  }
  for (const line of table(['failure mode', 'violates', 'median of 10, runs', 'until the report'], rows))
    console.log(line);
}

const [, , , arm = '', ...args] = process.argv;
if (Object.hasOwn(arms, arm)) {
  await arms[arm]?.(...args.map(Number));
  process.exit();
}
await costs();
if (process.argv.includes('--costs')) process.exit();
for (const digits of process.argv.includes('--million') ? [4, 6] : [4]) await hidden(digits);
if (process.argv.includes('--million')) await hiddenFromCampaigns();
await collection();
