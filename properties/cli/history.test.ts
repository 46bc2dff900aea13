import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Ended } from './faultbook.ts';
import { runHere } from './in-process.ts';

const cwd = mkdtempSync(join(tmpdir(), 'faultbook-history-'));
afterAll(() => rmSync(cwd, { recursive: true }));

/** The events of a history in our own format, from operations such as `a 1-4 write 5`; `?` for a return that never came. */
function eventsOf(
  ...operations: readonly [actor: string, call: number, back: number | null, command: object, outcome?: object][]
): string {
  const events: { readonly actor: string; readonly at: number; readonly [kind: string]: unknown }[] = [];
  for (const [actor, call, back, command, outcome] of operations) {
    events.push({ actor, at: call, call: command });
    if (back !== null) events.push({ actor, at: back, return: outcome });
  }
  return events
    .toSorted((a, b) => a.at - b.at)
    .map((event) => JSON.stringify(event))
    .join('\n');
}

const ok = { type: 'ok' };
const write = (value: number): object => ({ type: 'write', value });
const seen = (value: number | null): object => ({ type: 'value', value });
const read = { type: 'read' };
const stale = eventsOf(
  ['a', 1, 2, write(7), ok],
  ['b', 3, 4, write(8), ok],
  ['c', 3.5, 6, write(9)],
  ['a', 5, 7, read, seen(7)],
  ['b', 8, 9, read, seen(9)],
).replace('{"actor":"c","at":6}', '{"actor":"c","at":6,"unknown":true}');

function history(text: string, args: string, how: { interruptAt?: () => boolean } = {}): Promise<Ended> {
  writeFileSync(join(cwd, 'history.jsonl'), text);
  return runHere(['history', 'history.jsonl', ...args.split(' ')], { cwd, ...how });
}

describe('faultbook history', () => {
  test('ends with 0 where the model allows an order', async () => {
    const text = eventsOf(['a', 1, 4, write(7), ok], ['b', 2, 3, read, seen(7)], ['c', 2.5, null, write(8)]);
    const { code, out, err } = await history(text, '--model register');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.replace(/\(\d+ steps?\)/, '(N steps)')).toBe(
      'history.jsonl: 3 operations, model register\n' +
        'linearizable: the model allows an order; 1 operation without an outcome needs no\n  effect (N steps)\n',
    );
  });

  test('ends with 1 and draws the core with overlapping bars where it allows none', async () => {
    const { code, out } = await history(stale, '--model cas-register');
    expect(code).toBe(1);
    expect(out).toBe(`history.jsonl: 5 operations, model cas-register
illegal: the model allows no order of these operations

#  actor  operation     time →
0  a      write 7 → ok  ├───────┤
3  a      read → 7                                             ├───────┤
1  b      write 8 → ok                  ├──────────────┤
2  c      write 9 → ?                           ├──────────────────────────────┄

cut at 7: later operations are left out, those under way are pending
free, 1 operation: each may take effect any number of times, or not at all
minimal: with any one of these operations free as well, there is an order
  once 0 is free: 1, 3
  once 1 is free: 0, 3
  once 3 is free: 0, 1
the longest order has 2 of 5 operations; no order found goes beyond the return
  of 3 (read → 7)
`);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('prints the same as one JSON object, byte for byte but for the timing', async () => {
    const { code, out } = await history(stale, '--model register --json');
    expect(code).toBe(1);
    const report = JSON.parse(out) as Record<string, unknown>;
    expect(report).toMatchObject({
      file: 'history.jsonl',
      format: 'lines',
      model: 'register',
      operations: 5,
      verdict: 'illegal',
      core: { operations: [0, 1, 3], until: 7, givenUp: 0 },
      coreOperations: [
        { command: { type: 'write', value: 7 } },
        { actor: 'b' },
        { outcome: { type: 'value', value: 7 } },
      ],
    });
    const { out: repeated } = await history(stale, '--model register --json');
    expect({ ...(JSON.parse(repeated) as object), timing: 0 }).toEqual({ ...report, timing: 0 });
  });

  test('ends with 3 where the time is used up, and says how far it came', async () => {
    const many = eventsOf(
      ...Array.from({ length: 40 }, (_, at) => [`a${at}`, 1 + at / 100, 2 + at / 100, write(at), ok] as const).map(
        ([actor, call, back, command, outcome]): [string, number, number, object, object] => [
          actor,
          call,
          back,
          command,
          outcome,
        ],
      ),
      ['r', 3, 4, read, seen(99)],
    );
    const { code, out } = await history(many, '--model register --max-seconds 0.05');
    expect(code).toBe(3);
    expect(out).toMatch(
      /\ninconclusive: the 0\.05 s of --max-seconds are used up after [\d,]+ steps\nthe longest order has 40 of 41/,
    );
    const memory = await history(many, '--model register --max-memory 1');
    expect(memory.code).toBe(3);
    expect(memory.out).toContain('inconclusive: the 1 MB of --max-memory, or of the heap, are used up');
  });

  test('ends with 130 where it is interrupted', async () => {
    const { code } = await history(stale, '--model register', { interruptAt: () => true });
    expect(code).toBe(130);
  });

  test('takes a model out of a file', async () => {
    writeFileSync(
      join(cwd, 'counter.mjs'),
      `export const counter = { initial: { n: 0 }, step(draft) { draft.n += 1; return { type: 'n', n: draft.n }; } };
       export const faulty = { initial: {}, step() { throw new Error('no step'); } };
       export const fickle = { initial: {}, step() { return { type: 'n', n: (globalThis.fickle = -(globalThis.fickle ?? 1)) }; } };
       export const hasty = { ...counter, changesNothing: () => true };
       export const number = 3;`,
    );
    const next = (n: number): object => ({ type: 'n', n });
    const twice = eventsOf(['a', 1, 2, { type: 'next' }, next(1)], ['a', 3, 4, { type: 'next' }, next(1)]);
    expect((await history(twice, '--model ./counter.mjs#counter')).code).toBe(1);
    for (const [name, message] of [
      [
        'faulty',
        'the model throws at {"type":"next"}: Error: no step; step has to answer every command in every state, and to refuse by its outcome',
      ],
      ['fickle', 'the model gives two answers to {"type":"next"} in the same state'],
      ['number', './counter.mjs: number is no model: it is no record with an initial state and a step'],
      [
        'missing',
        './counter.mjs has no export missing: it exports counter, faulty, fickle, hasty, number; name one as in --model ./counter.mjs#name',
      ],
    ] as const) {
      const { code, out, err } = await history(twice, `--model ./counter.mjs#${name}`);
      expect({ code, out, err }).toEqual({ code: 2, out: '', err: `faultbook: ${message}\n` });
    }
  });

  test.each([
    ['', '--model register', 'history.jsonl is empty'],
    [stale, '--model maps', "unknown model 'maps'; did you mean 'map'? There is: register, cas-register, map, queue"],
    [stale, '--model map', 'history.jsonl:1: the model map has no command {"type":"write","value":7}'],
    [
      eventsOf(['a', 1, 2, read, ok]),
      '--model register',
      'history.jsonl:2: the model register has no outcome {"type":"ok"} of read',
    ],
    [stale, '--model register --format jepsen', 'history.jsonl:1: '],
    [stale, '--max-seconds 0 --model map', "option '--max-seconds <number>' argument '0' is invalid."],
  ])('reports bad use in one line: %#', async (text, args, message) => {
    const { code, out, err } = await history(text, args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`faultbook: ${message}`);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});
