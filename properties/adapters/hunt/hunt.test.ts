import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { etcd3Systems } from '../../../src/subjects/lease-lock/etcd3.ts';
import { exitCodeOf } from './command.ts';
import type { Hunted } from './hunted.ts';
import { huntedSystem, newestHunted } from './hunted.ts';
import { knownFindings, knownFor } from './known.ts';
import { memorySystems } from './memory-subject.ts';
import type { HuntResult, HuntSearch } from './results.ts';
import { appendResult, readResults } from './results.ts';
import type { ProgramEnd } from './run-program.ts';
import { runProgram } from './run-program.ts';
import type { RunSearchesOptions } from './run-searches.ts';
import { runTask, tasksFor } from './run-searches.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultbook-hunt-'));
afterAll(() => rmSync(folder, { recursive: true }));

const [kind] = memorySystems;
if (kind === undefined) throw new Error('there is no queue in memory');
const hunted: Hunted = huntedSystem(kind, { library: 'memory', version: '1.0.0', subject: null });
const task = { hunted, engine: 'check' } as const;

let path: string;
let searched: HuntSearch[];
let number = 0;
beforeEach(() => {
  path = join(folder, `${(number += 1)}.jsonl`);
  searched = [];
});

const calm = { verdict: 'holds', runs: 9, commands: 80, counterexample: null, missedGoals: [] };
const submit = { type: 'submit', job: 'j1', key: null, group: null };
const shrunk = {
  commands: [submit, { type: 'fetch', worker: 'w1', upTo: 1 }],
  recovery: [{ type: 'maintain' }],
  violation: { kind: 'settled', name: 'finishes' },
};

function ended(code: number | null, json: unknown, more: Partial<ProgramEnd> = {}): ProgramEnd {
  return { code, out: JSON.stringify(json), err: '', isStopped: false, ...more };
}

/** A check that finds a promise to be broken as long as it asks the promise. */
const finding: RunSearchesOptions['run'] = async (args) =>
  args.includes('finishes')
    ? ended(0, calm)
    : ended(1, { ...calm, runs: 3, verdict: 'violated', counterexample: shrunk });

function options(changed: Partial<RunSearchesOptions> = {}): RunSearchesOptions {
  return {
    runs: 9,
    limitSeconds: 100,
    commit: '1a2b3c4',
    signal: new AbortController().signal,
    results: readResults(path),
    run: finding,
    onSearch: (search) => void searched.push(search),
    keep: (result) => appendResult(path, result),
    ...changed,
  };
}

describe('a hunt', () => {
  test('writes down a finding, and searches once more without its promise', async () => {
    const results = await runTask(task, options());
    expect(results.map(({ verdict, suspended, runs }) => [verdict, suspended, runs])).toEqual([
      ['violated', [], 3],
      ['holds', ['finishes'], 9],
    ]);
    expect(results[0]?.findings).toEqual([
      {
        promise: 'finishes',
        isPromise: true,
        rate: { shown: 5, of: 5 },
        length: 3,
        run: ['submit j1', 'w1 fetch', 'maintain'],
      },
    ]);
    expect(readResults(path)).toEqual(results);
  });

  test('runs the command as a user does, with default settings', async () => {
    const asked: string[] = [];
    const run: RunSearchesOptions['run'] = async (args, how) => {
      asked.push(args.join(' '));
      return finding(args, how);
    };
    await runTask(task, options({ run }));
    const usual = 'check lease-queue --system sound --runs 9 --json --no-counterexamples';
    expect(asked).toEqual([usual, `${usual} --suspend finishes`]);
  });

  test('goes on where it was stopped', async () => {
    const stop = new AbortController();
    const onSearch = (search: HuntSearch): void => {
      searched.push(search);
      if (searched.length === 2) stop.abort();
    };
    expect(await runTask(task, options({ onSearch, signal: stop.signal }))).toHaveLength(1);
    searched = [];
    const results = await runTask(task, options());
    expect(searched.map(({ suspended }) => suspended)).toEqual([['finishes']]);
    expect(readResults(path)).toEqual(results);
  });

  test('repeats a search that has other terms now, or asks more runs', async () => {
    await runTask(task, options());
    await runTask({ ...task, hunted: { ...hunted, terms: 'other' } }, options());
    await runTask(task, options({ runs: 10 }));
    expect(searched).toHaveLength(6);
  });

  test('says where a limit stopped a search, and repeats it with a longer one', async () => {
    const run = async (): Promise<ProgramEnd> => ended(130, { ...calm, verdict: 'interrupted' }, { isStopped: true });
    const [result] = await runTask(task, options({ run, limitSeconds: 4 }));
    expect(result).toMatchObject({ verdict: 'stopped', limitSeconds: 4, runs: 9 });
    expect(await runTask(task, options({ run, limitSeconds: 3 }))).toEqual([result]);
    expect(searched).toHaveLength(1);
    await runTask(task, options({ run, limitSeconds: 5 }));
    expect(readResults(path)).toMatchObject([{ verdict: 'stopped', limitSeconds: 5 }]);
  });

  test('says that a search was stopped without a report', async () => {
    const [result] = await runTask(task, options({ run: async () => ended(null, '', { out: '', isStopped: true }) }));
    expect(result).toMatchObject({ verdict: 'stopped', runs: null, note: 'ended without a report' });
  });

  test('has the line of a search without a verdict, and repeats that search', async () => {
    const run = async (): Promise<ProgramEnd> => ended(2, '', { out: '', err: 'a note\nfaultbook: no redis-server' });
    const [result] = await runTask(task, options({ run }));
    expect(result).toMatchObject({ verdict: 'noVerdict', note: 'faultbook: no redis-server' });
    await runTask(task, options({ run }));
    expect(searched).toHaveLength(2);
  });

  test('has a finding that is not steady with its rate, and no promise behind it', async () => {
    const unsteady = { ...shrunk, recovery: undefined, shown: 2, repeated: 5 };
    const run = async (): Promise<ProgramEnd> => ended(3, { ...calm, verdict: 'inconclusive', unsteady: [unsteady] });
    const results = await runTask(task, options({ run }));
    expect(results).toMatchObject([{ verdict: 'inconclusive', findings: [{ rate: { shown: 2, of: 5 }, length: 2 }] }]);
  });

  test('reads the finding of a race, and searches behind its promise', async () => {
    const found = {
      before: [submit],
      atOnce: ['w1', 'w2'].map((worker) => ({ actor: worker, commands: [{ type: 'fetch', worker, upTo: 1 }] })),
      recovery: [{ command: { type: 'maintain' } }],
      violation: { kind: 'notLinearizable', promise: 'groupHeld' },
    };
    const counts = { races: 7, of: 90, schedules: 40, statements: 300, isInterrupted: false, notCounted: {} };
    const run: RunSearchesOptions['run'] = async (args) =>
      ended(args.includes('groupHeld') ? 0 : 1, { ...counts, found: args.includes('groupHeld') ? null : found });
    const results = await runTask({ hunted, engine: 'race' }, options({ run }));
    expect(results).toMatchObject([
      { verdict: 'violated', runs: 40, commands: 300, note: '7 of 90 races' },
      { verdict: 'holds', suspended: ['groupHeld'] },
    ]);
    expect(results[0]?.findings).toMatchObject([
      { length: 4, run: ['submit j1', 'at once: w1 fetch ‖ w2 fetch', 'maintain'] },
    ]);
  });

  test('reads the smallest finding of a stress, and how often it came back', async () => {
    const round = (commands: readonly unknown[]) => ({
      kind: 'illegal',
      operations: commands.map((command) => ({ command })),
      found: { broken: { id: 'exclusive' } },
    });
    const counts = { verdict: 'violated', rounds: 4, operations: 50, notDecided: 0 };
    const smaller = {
      violated: { ...counts, violation: round([submit]) },
      worlds: 20,
      cameBack: 3,
    };
    const run: RunSearchesOptions['run'] = async (args) =>
      args.includes('exclusive')
        ? ended(0, { ...counts, verdict: 'holds', violation: null, smaller: null })
        : ended(1, { ...counts, violation: round([submit, submit]), smaller });
    const [first] = await runTask({ hunted, engine: 'stress' }, options({ run }));
    expect(first).toMatchObject({
      verdict: 'violated',
      findings: [{ promise: 'exclusive', length: 1, rate: { shown: 3, of: 20 } }],
    });
  });
});

test('a program that has no end is stopped at its limit', async () => {
  const never = ['-e', 'setInterval(() => undefined, 1000)'];
  const signal = new AbortController().signal;
  const end = await runProgram(never, { folder, environment: {}, limitSeconds: 0.2, signal });
  expect(end).toMatchObject({ code: null, isStopped: true });
});

test('a program is given its environment, and ends by itself', async () => {
  const program = ['-e', 'console.log(process.env.HUNTED); process.exitCode = 3'];
  const signal = new AbortController().signal;
  const end = await runProgram(program, { folder, environment: { HUNTED: 'yes' }, limitSeconds: 100, signal });
  expect(end).toEqual({ code: 3, out: 'yes\n', err: '', isStopped: false });
});

test('a system is searched by the engines that it has, the fastest engine first', () => {
  expect(hunted.engines).toEqual(['check', 'stress']);
  const staged: Hunted = { ...hunted, engines: ['check', 'race', 'stress'] };
  const engines = tasksFor([hunted, staged]).map(({ engine }) => engine);
  expect(engines).toEqual(['check', 'check', 'stress', 'stress', 'race']);
});

test('the newest versions are hunted in all their systems', () => {
  const all = newestHunted();
  const named = (system: string): Hunted | undefined => all.find((one) => one.system === system);
  expect(named('pg-boss-groups')?.engines).toEqual(['check', 'race', 'stress']);
  expect(named('bullmq-fetched')?.engines).toEqual(['check']);
  expect(named('bullmq-postgres-fetched')?.engines).toEqual(['check', 'race', 'stress']);
  expect(named('pg-boss-10')).toBeUndefined();
});

test('each known finding is of a system that there is', () => {
  const locks = etcd3Systems.map(({ name }) => ({ library: 'etcd3', system: name }));
  for (const { library, systems } of knownFindings)
    expect([...newestHunted(), ...locks].some((one) => one.library === library && systems.test(one.system))).toBe(true);
});

test('a finding is known up to the version that mends it', () => {
  const late = { library: 'pg-boss', system: 'pg-boss', promise: 'shownHeld' };
  expect(knownFor({ ...late, version: '12.34.0' })?.script).toBe('pg-boss-stale-completion.mjs');
  expect(knownFor({ ...late, version: '12.35.0' })).toBeUndefined();
  expect(knownFor({ ...late, version: '12.34.0', promise: 'exclusive' })).toBeUndefined();
});

test('the exit code is that of the worst result', async () => {
  const [violated, holds] = await runTask(task, options());
  if (violated === undefined || holds === undefined) throw new Error('there are two results');
  const known: HuntResult = {
    ...violated,
    library: 'bullmq',
    system: 'bullmq-fetched',
    findings: violated.findings.map((one) => ({ ...one, promise: 'budget' })),
  };
  expect(exitCodeOf([violated, holds])).toBe(1);
  expect(exitCodeOf([known, holds])).toBe(0);
  expect(exitCodeOf([known, { ...holds, verdict: 'noVerdict' }])).toBe(3);
});
