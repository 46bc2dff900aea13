import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { format } from 'oxfmt';
import { afterAll, describe, expect, test } from 'vitest';
import { traceText } from '../../src/corpus/trace-text.ts';
import { BadTrace, largestTraceBytes, parseTrace, readTrace } from '../../src/corpus/trace.ts';
import type { Command } from '../../src/kernel/model.ts';
import { anyTrace, aTrace } from './traces.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultbook-traces-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a trace that is written', () => {
  test('is read back the same', () => {
    const property = fc.property(anyTrace, (trace) => {
      expect(parseTrace(traceText(trace), 'x')).toEqual(trace);
    });
    fc.assert(property, { seed: 1 });
  });

  test('is left as it is by the project’s formatter', async () => {
    const root = join(import.meta.dirname, '../..');
    const { printWidth } = JSON.parse(readFileSync(join(root, '.oxfmtrc.json'), 'utf8')) as { printWidth: number };
    const property = fc.asyncProperty(anyTrace, async (trace) => {
      const text = traceText(trace);
      expect((await format('trace.json', text, { printWidth })).code).toBe(text);
    });
    await fc.assert(property, { numRuns: 100, seed: 1 });
  });

  test('keeps on one line what has no parts, however long that line is', () => {
    const [field, text] = ['f'.repeat(130), 'x'.repeat(130)];
    const commands = [{ type: 'up', [field]: [], more: { [field]: {} }, text: [text] }];
    const lines = traceText(aTrace({ commands })).split('\n');
    expect(lines).toContain(`      "${field}": [],`);
    expect(lines).toContain(`        "${field}": {}`);
    expect(lines).toContain(`        "${text}"`);
  });

  test('keeps the fields of a command in their order', () => {
    const commands = [{ worker: 'w1', fault: 'replyLost', type: 'commit' }];
    const [command] = parseTrace(traceText(aTrace({ commands })), 'x').commands;
    expect(Object.keys(command ?? {})).toEqual(['worker', 'fault', 'type']);
  });
});

describe('a trace of an earlier version', () => {
  test('1 is read as a trace of version 4, without its outcomes and its certificate', () => {
    const { version: _, outcomes: __, certificate: ___, ...rest } = aTrace();
    const old = JSON.stringify({ ...rest, version: 1, foundBy: 'a person' });
    expect(parseTrace(old, 'x')).toEqual(aTrace({ foundBy: { who: 'a person' } }));
  });

  test('2 is read with the names of version 4', () => {
    const explored = { exploredDepth: 1, states: 3, digest: '0'.repeat(32) };
    const submit = (job: string, retryOf: string): Command => Object.assign({ type: 'submit' }, { job, retryOf });
    const now = aTrace({
      commands: [
        submit('j2', 'j1'),
        { type: 'submit' },
        // Another subject may have a field of this name.
        Object.assign({ type: 'other' }, { ['again']: 'yes' }),
      ],
      recovery: [submit('j4', 'j3')],
      violation: { kind: 'divergence', name: 'view.jobs', at: 1 },
      certificate: { kind: 'minimal', ...explored, exploredDepth: 2 },
    });
    const old = JSON.stringify({ ...now, version: 2 })
      .replaceAll('retryOf', 'again')
      .replace('divergence', 'disagreement')
      .replace('minimal', 'shortest');
    expect(old).toMatch(/"again":"j1".*disagreement.*shortest.*"again":"j3"/);
    expect(parseTrace(old, 'x')).toEqual(now);
    const locally = { kind: 'locally minimal', reason: 'a reason' } as const;
    const other = JSON.stringify({ ...now, version: 2, certificate: locally }).replace('divergence', 'error');
    const violation = { kind: 'systemError', name: 'view.jobs', at: 1 };
    expect(parseTrace(other, 'x')).toEqual({ ...now, certificate: locally, violation });
  });

  test.each([
    ['a field of version 2', 'disagreement'],
    ['a certificate of version 2', 'shortest'],
  ])('is not read as one of version 4: %s', (_, word) => {
    const minimal = { kind: 'minimal', exploredDepth: 0, states: 3, digest: '0'.repeat(32) } as const;
    const violation = { kind: 'divergence', name: 'view', at: 0 } as const;
    const text = traceText(aTrace({ violation, certificate: minimal }));
    const mixed = text.replace(word === 'shortest' ? 'minimal' : 'divergence', word);
    expect(() => parseTrace(mixed, 'x')).toThrow(/^x is not a trace of version 4: /);
  });
});

/** What is in the file, and what is said of it. */
const bad: readonly (readonly [what: string, text: string, message: RegExp])[] = [
  ['empty', ' \n', /^x is empty$/],
  ['cut off', traceText(aTrace()).slice(0, 120), /^x is not JSON, or is cut off: /],
  ['binary', '\u0000\u0001', /^x is not JSON/],
  ['no record', '7', /^x is not a trace: it has no version$/],
  ['no version', '{}', /^x is not a trace: it has no version$/],
  [
    'of statements',
    '{ "version": 3 }',
    /^x is a trace of version 3, of statements that overlap, which are a race since version 5: faultbook race /,
  ],
  ['of a later version', '{ "version": 6 }', /^x is a trace of version 6, and this Faultbook reads versions 1 to 5/],
  ['of no version', '{ "version": 0 }', /^x is a trace of version 0, which there never was$/],
  ['without commands', withField('commands', undefined), /^x is not a trace of version 4: commands: /],
  ['with a field too many', withField('more', 1), /Unrecognized key: "more"/],
  ['with a command without a type', withField('commands', [{ type: 'up' }, { to: 1 }]), /: command 2, type: expected/],
  ['with a command that is a text', withField('commands', ['up']), /: command 1 is no command$/],
  ['with a fault that is a number', withField('commands', [{ type: 'up', fault: 1 }]), /: command 1, fault: expected/],
  [
    'with a fraction',
    withField('commands', [{ type: 'up', to: 0.5 }]),
    /command 1 has a number that is no safe integer/,
  ],
  ['with infinity', traceText(aTrace()).replace('"down"', '"down", "to": 1e999'), /no safe integer/],
  ['nested deep', traceText(aTrace()).replace('"down"', `"down", "to": ${deep(100_000)}`), /more than 20 levels/],
  ['with a size that is too large', withField('scope', { most: 1e9 }), /scope\.most: Too big/],
  [
    'with a world that is too large',
    withField('scope', { workers: 1000, jobs: 1000, faults: 11, none: 0 }),
    /: scope: makes a world of more than 10000000$/,
  ],
  ...['', '0'.repeat(31), '0'.repeat(33), 'g'.repeat(32)].map(
    (digest) =>
      [
        `with the digest '${digest}'`,
        withField('certificate', { ...certificate(0), digest }),
        /: certificate\.digest: expected 32 hexadecimal digits$/,
      ] as const,
  ),
  [
    'with a violation beyond its end',
    withField('violation', { kind: 'invariant', name: 'A', at: 2 }),
    /at is 2, and there are 1/,
  ],
  ['with what a terminal would obey', withField('subject', '\u001B[2J'), /: subject: has a control character$/],
  ['with outcomes for others', withField('outcomes', []), /there are 0 outcomes for 1 commands/],
  [
    'with a certificate for a shorter run',
    traceText(aTrace({ commands: ['a', 'b', 'c', 'd', 'e'].map((type) => ({ type })), certificate: certificate(2) })),
    /runs of 2 commands were explored, which proves nothing of one of 5/,
  ],
];

function withField(field: string, value: unknown): string {
  return JSON.stringify({ ...aTrace(), [field]: value });
}

function deep(levels: number): string {
  return '['.repeat(levels) + ']'.repeat(levels);
}

function certificate(exploredDepth: number): NonNullable<ReturnType<typeof aTrace>['certificate']> {
  return { kind: 'minimal', exploredDepth, states: 1, digest: '0'.repeat(32) };
}

test('a trace may have a world of the largest size', () => {
  const text = withField('scope', { workers: 1000, jobs: 1000, faults: 10, none: 0 });
  expect(parseTrace(text, 'x').scope).toMatchObject({ faults: 10 });
});

describe('a file that is no trace is refused in one line', () => {
  test.each(bad)('%s', (_, text, message) => {
    const error = messageAbout(text);
    expect(error?.message).toMatch(message);
    expect(error?.message.split('\n')).toHaveLength(1);
  });

  test('one of 100 MB', async () => {
    const path = join(folder, 'large.json');
    writeFileSync(path, traceText(aTrace()));
    truncateSync(path, 100_000_000);
    await expect(readTrace(path)).rejects.toThrow(new BadTrace(`${path} is larger than 5 MB: that is no trace`));
  });

  test('one that just fits is read', async () => {
    const path = join(folder, 'fits.json');
    writeFileSync(path, traceText(aTrace()).padEnd(largestTraceBytes));
    expect(await readTrace(path)).toEqual(aTrace());
  });

  test.each([
    ['a folder', folder, / is a folder: a trace is a file$/],
    ['none', join(folder, 'none.json'), /^the trace cannot be read: ENOENT.*none\.json/],
  ])('%s', async (_, path, message) => {
    await expect(readTrace(path)).rejects.toThrow(BadTrace);
    await expect(readTrace(path)).rejects.toThrow(message);
  });
});

/** What the reader throws; `null` where it takes the text for a trace. Whatever else is thrown goes on. */
function messageAbout(text: string): BadTrace | null {
  try {
    parseTrace(text, 'x');
    return null;
  } catch (error) {
    if (error instanceof BadTrace) return error;
    throw error;
  }
}

type Mutation = (text: string) => string;

/** A piece of the text taken out, doubled, or replaced by another. */
const mutationOfText: fc.Arbitrary<Mutation> = fc
  .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(40), fc.oneof(fc.constant(''), fc.string(), fc.json()))
  .map(([place, length, put]) => (text) => {
    const from = Math.floor(place * text.length);
    return text.slice(0, from) + put + text.slice(from + length);
  });

/** Some value in it replaced by another, so that it stays JSON. */
const mutationOfValue: fc.Arbitrary<Mutation> = fc
  .tuple(fc.nat(200), fc.oneof(fc.jsonValue(), fc.constantFrom(-1, 1e300, 2 ** 53, '', '__proto__', null, [], {})))
  .map(([place, put]) => (text) => {
    let left = place;
    return JSON.stringify(JSON.parse(text), (_, value: unknown) => ((left -= 1) === -1 ? put : value));
  });

test('an altered trace is read, or refused in one line by an error of the reader', () => {
  let read = 0;
  let refused = 0;
  const altered = fc.tuple(anyTrace, fc.oneof(mutationOfText, mutationOfValue));
  const property = fc.property(altered, ([trace, alter]) => {
    const text = alter(traceText(trace));
    const message = messageAbout(text);
    if (message === null) read += 1;
    else refused += 1;
    // What is taken for a trace can be written and read again.
    const repeated = message === null ? messageAbout(traceText(parseTrace(text, 'x'))) : null;
    expect(repeated).toBeNull();
    expect((message?.message ?? '').split('\n')).toHaveLength(1);
  });
  fc.assert(property, { numRuns: 300, seed: 1 });
  expect(Math.min(read, refused)).toBeGreaterThan(30);
});
