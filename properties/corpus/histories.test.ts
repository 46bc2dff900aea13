import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { parseEdn } from '../../src/corpus/histories/edn.ts';
import type { HistoryFormat } from '../../src/corpus/histories/read-history.ts';
import { readHistory } from '../../src/corpus/histories/read-history.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultbook-histories-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(text: string): string {
  const path = join(folder, 'history');
  writeFileSync(path, text);
  return path;
}

async function read(text: string, format?: HistoryFormat): Promise<unknown> {
  return readHistory(fileOf(text), { format });
}

async function messageOn(text: string, format?: HistoryFormat): Promise<string> {
  const path = fileOf(text);
  const error: unknown = await readHistory(path, { format }).catch((thrown: unknown) => thrown);
  return error instanceof Error ? error.message.replaceAll(path, 'FILE') : 'no error';
}

describe('a history of our own format', () => {
  test('has a call and a return a line; an actor without an answer goes on', async () => {
    const text = [
      '{"actor":"a","at":1,"call":{"type":"write","value":1}}',
      '{"actor":null,"at":1,"call":{"type":"tick","byMs":5}}',
      '{"actor":null,"at":2,"return":{"type":"ticked"}}',
      '{"actor":"a","at":2.5,"unknown":true}',
      '',
      '{"actor":"a","at":3,"call":{"type":"read"}}',
    ].join('\n');
    expect(await read(text)).toEqual({
      format: 'lines',
      world: null,
      operations: [
        { actor: 'a', calledAt: 1, returnedAt: null, command: { type: 'write', value: 1 }, outcome: null },
        { actor: null, calledAt: 1, returnedAt: 2, command: { type: 'tick', byMs: 5 }, outcome: { type: 'ticked' } },
        { actor: 'a', calledAt: 3, returnedAt: null, command: { type: 'read' }, outcome: null },
      ],
    });
  });

  test('has the numbers of its lines for times where it has no times', async () => {
    expect(await read('\n{"actor":"a","call":{"type":"read"}}\n{"actor":"a","return":{"type":"ok"}}')).toMatchObject({
      operations: [{ calledAt: 2, returnedAt: 3 }],
    });
  });

  const call = '{"actor":"a","at":4,"call":{"type":"read"}}';
  test.each([
    ['', 'FILE is empty'],
    ['\n \n', 'FILE is empty'],
    ['{"actor":"a","return":{"type":"ok"}}', 'FILE:1: the actor a returns, and has no command under way'],
    [`${call}\n${call}`, 'FILE:2: the actor a calls while its last command is under way'],
    [
      `${call}\n{"actor":"a","at":3,"return":{"type":"ok"}}`,
      'FILE:2: the time 3 lies before the time 4 of a line before',
    ],
    [`${call}\n{"actor":`, 'FILE:2: the line is no JSON'],
    [
      `${call}\n{"actor":"a","at":5,"answer":{}}`,
      'FILE:2: the line is no event: it needs an actor, and a call, a return (both with a type) or "unknown": true',
    ],
  ])('with a bad line names it: %j', async (text, message) => {
    expect(await messageOn(text)).toBe(message);
  });

  test('with an unknown command names its line, and with an unknown outcome, too', async () => {
    const path = fileOf(`${call}\n{"actor":"a","at":5,"return":{"type":"ok"}}`);
    const faultIn = (command: { type: string }, outcome: { type: string } | null): string =>
      `${command.type} and ${outcome?.type}`;
    await expect(readHistory(path, { faultIn })).rejects.toThrow(':1: read and undefined');
    const inOutcome = (_: unknown, outcome: { type: string } | null): string | null => outcome?.type ?? null;
    await expect(readHistory(path, { faultIn: inOutcome })).rejects.toThrow(':2: ok');
  });

  test('is not read from a folder, from nowhere, or from a line without an end', async () => {
    await expect(readHistory(folder)).rejects.toThrow('is no file');
    await expect(readHistory(join(folder, 'missing'))).rejects.toThrow('missing cannot be read: ENOENT');
    expect(await messageOn(`${call}\n${'x'.repeat(1_200_000)}`)).toBe(
      'FILE:2: a line of more than 1000000 characters is no event',
    );
  });
});

describe('a history of Jepsen', () => {
  test('has clients only; :info has no outcome, and what has failed is left out', async () => {
    const text = [
      '{:process 0, :type :invoke, :f :cas, :value [1 2], :time 10, :index 0}',
      '{:process :nemesis, :type :info, :f :start, :value "cut {off}"}',
      '#jepsen.history.Op{:process 1, :type :invoke, :f :read, :value nil}',
      '{:process 2, :type :invoke, :f :write, :value 3} ; a comment',
      '{:process 0, :type :ok, :f :cas, :value [1 2]}',
      '{:process 1, :type :ok, :f :read, :value 2}',
      '{:process 2, :type :fail, :f :write, :value 3, :error [:timeout]}',
      '{:process 3, :type :invoke, :f :write, :value nil}',
      '{:process 3, :type :info, :f :write, :value nil}',
    ].join('\n');
    expect(await read(text)).toEqual({
      format: 'jepsen',
      world: null,
      operations: [
        { actor: '0', calledAt: 1, returnedAt: 5, command: { type: 'cas', from: 1, to: 2 }, outcome: { type: 'ok' } },
        { actor: '1', calledAt: 3, returnedAt: 6, command: { type: 'read' }, outcome: { type: 'value', value: 2 } },
        { actor: '3', calledAt: 8, returnedAt: null, command: { type: 'write', value: null }, outcome: null },
      ],
    });
  });

  test.each([
    ['{:process 0, :type :invoke, :f :cas, :value 1}', 'FILE:1: the :value of a :cas is no vector of two'],
    ['{:process 0, :type :ok, :f :read, :value 1}', 'FILE:1: the actor 0 returns, and has no command under way'],
    ['{:process 0, :type :begin, :f :read}', 'FILE:1: the map has no :type of :invoke, :ok, :info or :fail'],
    ['{:process 0, :type :invoke, :f :read', 'FILE:1: a { is not closed, at column 37'],
    ['{:process 0, :type :invoke, :f :read}}', "FILE:1: '}' after the end of the value, at column 38"],
    ['{:type :invoke, :f :read}', 'FILE:1: the map has no :process'],
    ['{:process 0, :type :invoke}', 'FILE:1: the map has no :f'],
    ['{:process :nemesis, :type :info, :f :start}', 'FILE has no operation'],
    [
      '{:process 0, :type :invoke, :f :read}\n{:process 0, :type :ok, :f :write}',
      'FILE:2: process 0 called read, and :write returns',
    ],
    ['[1]', 'FILE:1: the line is no map'],
  ])('with a bad line names it: %s', async (text, message) => {
    expect(await messageOn(text, 'jepsen')).toBe(message);
  });
});

test('a key-value log of Porcupine gives no value for an empty text', async () => {
  const text = [
    '{:process 0, :type :invoke, :f :get, :key "3", :value nil}',
    '{:process 1, :type :invoke, :f :append, :key "3", :value "x 1 0 y"}',
    '{:process 0, :type :ok, :f :get, :key "3", :value ""}',
    '{:process 1, :type :ok, :f :append, :key "3", :value "x 1 0 y"}',
  ].join('\n');
  expect(await read(text)).toEqual({
    format: 'porcupine',
    world: null,
    operations: [
      {
        actor: '0',
        calledAt: 1,
        returnedAt: 3,
        command: { type: 'get', key: '3' },
        outcome: { type: 'value', value: null },
      },
      {
        actor: '1',
        calledAt: 2,
        returnedAt: 4,
        command: { type: 'append', key: '3', value: 'x 1 0 y' },
        outcome: { type: 'ok' },
      },
    ],
  });
});

describe('EDN', () => {
  test.each([
    ['{:a [1 -2 3.5 4N], "b" (true false nil)}', { ':a': [1, -2, 3.5, 4], b: [true, false, null] }],
    ['#{2 1 3}', [1, 2, 3]],
    [String.raw`"a\"\\\n\u00e9"`, 'a"\\\né'],
    [String.raw`[\a \newline sym/x :k/w #inst "2020"]`, ['a', '\n', 'sym/x', ':k/w', '2020']],
    ['{{:a 1} 2}', { '{":a":1}': 2 }],
  ])('is read as JSON: %s', (text, value) => {
    expect(parseEdn(text)).toEqual(value);
  });

  test.each(['', '[', '{:a}', '{:a 1 :a 2}', '"x', ')', '12345678901234567890', '1 2', '#_ 1', String.raw`"\q"`, '1x'])(
    'is refused: %j',
    (text) => {
      expect(() => parseEdn(text)).toThrow(/at column \d+$/);
    },
  );

  test('gives back what was written, for any JSON of texts, numbers, lists and maps', () => {
    const edn = (value: unknown): string => {
      if (Array.isArray(value)) return `[${value.map(edn).join(' ')}]`;
      if (typeof value !== 'object' || value === null) return value === null ? 'nil' : JSON.stringify(value);
      return `{${Object.entries(value)
        .map(([key, item]) => `${JSON.stringify(key)} ${edn(item)}`)
        .join(', ')}}`;
    };
    const plain = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.string({ unit: fc.constantFrom('a', ' ', '"', '\\', '{', ';', ',', 'é', '\n') }),
        fc.maxSafeInteger(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('a', 'b c', '"', ''), tie('value'), { maxKeys: 3 }),
      ),
    })).value;
    fc.assert(
      fc.property(plain, (value) => {
        expect(JSON.stringify(parseEdn(edn(value)))).toBe(JSON.stringify(value));
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});
