import { leaseQueueSystem } from '../src/adapters/lease-queue-system.ts';
import type { LeaseLibrary } from '../src/alphabets/lease-queue.ts';
import { check } from '../src/check/check.ts';
import { table } from '../src/report/table.ts';
import { bullMqPresets, openBullMqQueue } from '../src/subjects/lease-queue/bullmq.ts';
import { openPgBossQueue, pgBossPresets } from '../src/subjects/lease-queue/pg-boss.ts';
import { leaseQueueOn } from '../src/subjects/lease-queue/subject.ts';
import { median } from './median.ts';

/**
 * The cost of the runs of a check beside the calls that these runs make of the library: both in turns, on one library. The
 * arguments are the number of runs and of turns.
 */
const [runs = 100, turns = 5] = process.argv.slice(2).map(Number);

/** One call of a library; handles are those that the fetches of the same loop got. */
type Call = (library: LeaseLibrary, handles: unknown[]) => Promise<unknown>;

/** The library, and the calls that it gets from now on. */
function recordCalls(library: LeaseLibrary, calls: Call[]): LeaseLibrary {
  const seen: unknown[] = [];
  const take = async <Result>(call: Call): Promise<Result> => {
    calls.push(call);
    return (await call(library, seen)) as Result;
  };
  const report = (name: 'complete' | 'fail' | 'extend') => (handle: unknown) => {
    const place = seen.indexOf(handle);
    return take<boolean>(async (one, handles) => one[name]?.(handles[place]));
  };
  return {
    reset: () => take((one) => one.reset()),
    submit: (job, names) => take((one) => one.submit(job, names)),
    fetch: (worker, upTo) =>
      take(async (one, handles) => {
        const handed = await one.fetch(worker, upTo);
        handles.push(...handed.map(({ handle }) => handle));
        return handed;
      }),
    complete: report('complete'),
    fail: report('fail'),
    extend: report('extend'),
    remove: (job) => take(async (one) => one.remove?.(job)),
    tick: (ms) => take((one) => one.tick(ms)),
    maintain: () => take((one) => one.maintain()),
    shown: (jobs) => take((one) => one.shown(jobs)),
    close: async () => undefined,
  };
}

async function timeMs(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

const libraries = {
  bullmq: {
    terms: bullMqPresets.bullmq.terms,
    lacks: ['spawn'],
    open: () => openBullMqQueue({ name: 'bullmq', ...bullMqPresets.bullmq }),
  },
  'pg-boss': {
    terms: pgBossPresets['pg-boss'].terms,
    lacks: ['extend', 'spawn'],
    open: () => openPgBossQueue({ name: 'pg-boss', ...pgBossPresets['pg-boss'] }, { isStaged: false }),
  },
} as const;

const rows: string[][] = [];
for (const [system, { terms, lacks, open }] of Object.entries(libraries)) {
  const library = (await open()) as LeaseLibrary;
  const ratios: number[] = [];
  const bareMs: number[] = [];
  let calls: Call[] = [];
  const subject = leaseQueueOn([
    leaseQueueSystem({ name: system, terms, lacks, guesses: 20, open: async () => recordCalls(library, (calls = [])) }),
  ]);
  const { small: scope = {} } = subject.scopes;
  for (let turn = 0; turn < turns; turn += 1) {
    const checkMs = await timeMs(() =>
      check(subject, { system, policies: {}, scope: scope as never, runs, length: 20, seed: turn + 1 }),
    );
    bareMs.push(
      await timeMs(async () => {
        const handles: unknown[] = [];
        for (const call of calls) await call(library, handles);
      }),
    );
    ratios.push(checkMs / (bareMs.at(-1) ?? checkMs));
  }
  await library.close();
  const perRun = `${(median(bareMs) / runs).toFixed(1)} ms`;
  rows.push([system, String(Math.round(calls.length / runs)), perRun, median(ratios).toFixed(2)]);
}
console.log(table(['library', 'calls a run', 'bare calls of a run', 'check'], rows).join('\n'));
