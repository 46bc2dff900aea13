import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { check } from '../src/check/check.ts';
import { readFailureModes, runsAmong } from '../src/corpus/failure-modes.ts';
import { allPolicies, policiesWithout } from '../src/kernel/subject.ts';
import type { Job } from '../src/overnight/job.ts';
import { jobsOf } from '../src/overnight/job.ts';
import { morningOf } from '../src/overnight/morning.ts';
import { spendNight } from '../src/overnight/night.ts';
import { openJournal } from '../src/overnight/open-journal.ts';
import { planOf } from '../src/overnight/rounds.ts';
import { table } from '../src/report/table.ts';
import { subjectOf } from '../src/subjects/index.ts';
import { lockSubject } from './overnight-lock.ts';

/**
 * What a night costs beside a bare loop of checks, what a second process brings (and what two bare loops side by side do,
 * since two processors of one machine are seldom worth two machines), how long a bug hides that one run in so
 * many shows, and how long each failure mode does. `npm run bench:overnight -- SECONDS` for nights of so many seconds.
 */
const loopAlone = '--loop-alone';
const seconds = Number(process.argv[2] ?? 60);
const subject = subjectOf('queue');
const source = { module: new URL('../src/subjects/queue.ts', import.meta.url).href, exportName: 'queue' };

function randomJob(): Job {
  const jobs = jobsOf(subject, { source, systems: ['sqlite'], policies: allPolicies(subject) });
  const job = jobs.find(({ strategy, scopeName }) => strategy === 'random' && scopeName === 'medium');
  if (job === undefined) throw new Error('the queue has no medium scope');
  return job;
}

/** Runs in a second, over a whole night. */
async function night(workers: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-bench-'));
  const journal = openJournal(join(folder, 'overnight.db'));
  try {
    const startedMs = performance.now();
    await spendNight(
      { jobs: [randomJob()], budget: { seconds }, folder: join(folder, 'counterexamples'), leftOut: [] },
      {
        journal,
        workers,
        limits: { stallMs: 30_000, memoryMb: 1024 },
        versions: {},
        signal: new AbortController().signal,
        clock: { monotonicMs: () => performance.now(), now: () => new Date() },
        trail: (worker) => join(folder, `worker-${worker}`),
      },
    );
    const spent = (performance.now() - startedMs) / 1000;
    return (await morningOf(journal)).jobs.reduce((sum, { sums }) => sum + sums.runs, 0) / spent;
  } finally {
    journal.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same pieces as a night makes, one after the other and with nothing around them: runs in a second. */
async function bareLoop(): Promise<number> {
  const { policies, scope, system } = randomJob();
  const startedMs = performance.now();
  let runs = 0;
  for (let number = 0; performance.now() - startedMs < seconds * 1000; number += 1) {
    const { length, seed, generation, runs: planned } = planOf({ origin: 'bench', job: 1, number }, subject);
    const report = await check(subject, { policies, scope, system, length, seed, generation, runs: planned });
    runs += report.runs;
  }
  return runs / ((performance.now() - startedMs) / 1000);
}

/** Two bare loops at the same time, each in a process of its own: as much as a night with two could make. */
async function twoLoops(): Promise<number> {
  const rates = [1, 2].map(async () => {
    const loop = spawn(process.execPath, [import.meta.filename, String(seconds), loopAlone], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return Number(await text(loop.stdout));
  });
  return (await Promise.all(rates)).reduce((sum, rate) => sum + rate, 0);
}

function median(all: readonly number[]): number {
  return all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? NaN;
}

const format = (value: number, digits = 0): string => value.toLocaleString('en', { maximumFractionDigits: digits });

async function costs(): Promise<void> {
  const rates = { loop: [] as number[], loops: [] as number[], one: [] as number[], two: [] as number[] };
  for (let round = 0; round < 3; round += 1) {
    rates.loop.push(await bareLoop());
    rates.loops.push(await twoLoops());
    rates.one.push(await night(1));
    rates.two.push(await night(2));
  }
  const [loop, loops, one, two] = [rates.loop, rates.loops, rates.one, rates.two].map(median);
  if (loop === undefined || loops === undefined || one === undefined || two === undefined) return;
  const rows = [
    ['a bare loop of checks', format(loop), '1.00'],
    ['two of them at once', format(loops), format(loops / loop, 2)],
    ['a night with one process', format(one), format(one / loop, 2)],
    ['a night with two', format(two), format(two / loop, 2)],
  ];
  for (const line of table(['what', 'runs/s', 'beside the loop'], rows)) console.log(line);
  console.log(`two processes beside one: ${format(two / one, 2)}; two loops beside one: ${format(loops / loop, 2)}`);
  console.log(`a night with two beside two loops: ${format(two / loops, 2)}`);
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
    if (report.violation !== null) counts.push(report.runs);
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

/** For each failure mode, with its policies off: how many runs until one of its invariants falls. */
async function collection(): Promise<void> {
  const modes = await readFailureModes(join(import.meta.dirname, '../failure_modes'));
  const rows: string[][] = [];
  for (const { id, title, subject: name, without, scope, breaks } of runsAmong(modes)) {
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
      runs.push(report.violation === null ? Infinity : report.runs);
      times.push((performance.now() - startedMs) / 1000);
    }
    rows.push([`${id} ${title}`, wanted, format(median(runs)), `${format(median(times), 2)} s`]);
  }
  for (const line of table(['failure mode', 'falls', 'median of 10, runs', 'until it is told'], rows))
    console.log(line);
}

if (process.argv.includes(loopAlone)) {
  console.log(await bareLoop());
  process.exit();
}
await costs();
for (const digits of process.argv.includes('--million') ? [4, 6] : [4]) await hidden(digits);
await collection();
