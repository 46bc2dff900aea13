import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readAnyTrace } from '../../src/corpus/any-trace.ts';
import { mismatchesOfCommands, mismatchesOfRace } from '../../src/corpus/fits.ts';
import { traceText } from '../../src/corpus/trace-text.ts';
import type { Trace } from '../../src/corpus/trace.ts';
import { readTrace } from '../../src/corpus/trace.ts';
import { allCommandsOf } from '../../src/kernel/run.ts';
import { modelOnSystem } from '../../src/kernel/setup.ts';
import { bookingPatterns } from '../../src/lab/isolation-matrix/booking/pattern-subject.ts';
import { subjectOf } from '../../src/subjects/index.ts';
import { runHere } from '../cli/in-process.ts';
import { faultyLocks } from '../library-faults/locks.ts';
import { faultyQueues } from '../library-faults/queues.ts';
import { unwrapped } from '../report/text.ts';

const modes = join(import.meta.dirname, '../../failure_modes');
const folder = mkdtempSync(join(tmpdir(), 'faultbook-traces-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const duplicate = await readTrace(join(modes, 'FM_001_duplicate_retry/trace.json'));
const overbooked = await readTrace(join(modes, 'FM_101_stale_read_overbooks/trace.json'));
const timeOut = await readTrace(join(modes, 'FM_201_network_time_out/trace.json'));

/** The trace with other values in the first of its commands that has one of these fields. */
function withFields(trace: Trace, fields: Readonly<Record<string, unknown>>): Trace {
  const at = trace.commands.findIndex((command) => Object.keys(fields).some((field) => field in command));
  const commands = trace.commands.map((command, index) =>
    index === at ? Object.assign({}, command, fields) : command,
  );
  return { ...trace, commands, outcomes: null };
}

/** Per case: the trace, and what is said of it. */
const mismatch: readonly (readonly [title: string, trace: Trace, message: string])[] = [
  [
    'a record as a worker',
    withFields(duplicate, { worker: { a: 1 } }),
    'worker {"a":1} does not exist; there is w1, w2',
  ],
  ['a list as a worker', withFields(duplicate, { worker: ['w1'] }), 'worker ["w1"] does not exist; there is w1, w2'],
  ['a record as a job', withFields(duplicate, { job: { a: 1 } }), 'job {"a":1} does not exist; there is j1'],
  ['a list as a time', withFields(duplicate, { byMs: [1] }), 'byMs [1] does not exist; there is a number'],
  ['a field of no use', withFields(duplicate, { job: 'j1', strange: 1 }), "'submit' has no field 'strange'"],
  ['a record as a client', withFields(overbooked, { client: { a: 1 } }), 'client {"a":1} does not exist; there is c1'],
  ['a name of every record', withFields(overbooked, { client: '__proto__' }), 'client "__proto__" does not exist'],
  ['a text as a record', withFields(timeOut, { message: 'x' }), '"x" does not exist'],
  [
    'a record as a worker behind the violation',
    { ...duplicate, commands: [...duplicate.commands, { type: 'lease', worker: { a: 1 } } as never], outcomes: null },
    'command 7 {"type":"lease","worker":{"a":1}}: worker {"a":1} does not exist',
  ],
  [
    'a record as a worker in a recovery that is not reached',
    { ...duplicate, recovery: [{ type: 'lease', worker: { a: 1 } } as never] },
    'command 7 {"type":"lease","worker":{"a":1}}: worker {"a":1} does not exist',
  ],
  [
    'an invariant that there is not',
    { ...duplicate, violation: { kind: 'invariant', name: 'INV_999', at: 5 } },
    "the model of queue states no 'INV_999' (invariant); it states INV_001",
  ],
];

describe('a trace that does not fit its subject', () => {
  test.each(mismatch)('is refused in one line before it is run: %s', async (_, trace, message) => {
    writeFileSync(join(folder, 'x.json'), traceText(trace));
    const { code, out, err } = await runHere(['replay', 'x.json'], { cwd: folder });
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^faultbook: x\.json does not fit: [^\n]+\n$/);
    expect(err).toContain(message);
  });

  test('among the counterexamples is named, and the check goes on', async () => {
    mkdirSync(join(folder, 'counterexamples'));
    const asShipped = Object.fromEntries(Object.keys(duplicate.policies).map((name) => [name, true]));
    const ofQueue = mismatch.filter(([, { subject }]) => subject === 'queue');
    for (const [index, [, trace]] of ofQueue.entries())
      writeFileSync(join(folder, `counterexamples/${index}.json`), traceText({ ...trace, policies: asShipped }));
    const { code, out, err } = await runHere(['check', 'queue', '--runs', '20'], { cwd: folder });
    for (const [index, [, , message]] of ofQueue.entries()) {
      expect(out).toContain(`counterexamples/${index}.json`);
      expect(unwrapped(out)).toContain(message);
    }
    // Progress goes to standard error where the machine is slow.
    expect(err).not.toContain('faultbook:');
    expect(code).not.toBe(2);
  });
});

test('a trace of a world that is too large is refused before it is built', async () => {
  const scope = { clients: 1000, resources: 1000, units: 1000, requests: 1000, faults: 1 };
  writeFileSync(join(folder, 'world.json'), traceText({ ...overbooked, scope }));
  const refused = 'world.json is not a trace of version 4: scope: makes a world of more than 10000000';
  expect(await runHere(['replay', 'world.json'], { cwd: folder })).toEqual({
    code: 2,
    out: '',
    err: `faultbook: ${refused}\n`,
  });
});

test('a trace of a thousand workers and a thousand jobs is replayed, or refused', async () => {
  const scope = { ...duplicate.scope, workers: 1000, jobs: 1000 };
  writeFileSync(join(folder, 'large.json'), traceText({ ...duplicate, scope }));
  expect(await runHere(['replay', 'large.json'], { cwd: folder })).toMatchObject({ code: 1 });
  writeFileSync(join(folder, 'strange.json'), traceText(withFields({ ...duplicate, scope }, { worker: 'w1001' })));
  const { code, err } = await runHere(['replay', 'strange.json'], { cwd: folder });
  expect([code, err]).toEqual([2, expect.stringMatching(/^faultbook: [^\n]*worker "w1001" does not exist[^\n]*\n$/)]);
});

test('the traces of all failure modes fit their subjects', async () => {
  const traces = await Promise.all(readdirSync(modes).map((name) => readAnyTrace(join(modes, name, 'trace.json'))));
  const mismatches = traces.map((trace) => {
    if ('atOnce' in trace) return mismatchesOfRace(bookingPatterns, trace);
    const faulty = [faultyQueues, faultyLocks].find(({ name }) => name === trace.subject);
    const model = modelOnSystem(faulty ?? subjectOf(trace.subject), trace);
    return mismatchesOfCommands(model, allCommandsOf(trace));
  });
  expect(mismatches).toEqual(traces.map(() => []));
  expect(traces.filter((trace) => 'atOnce' in trace)).toHaveLength(2);
  expect(traces.length).toBeGreaterThan(20);
});
