import { describe, expect, test } from 'vitest';
import { compareTraces, fileNameOf, findingName, isSameFinding } from '../../src/corpus/signature.ts';
import type { Trace } from '../../src/corpus/trace.ts';
import { aTrace } from './traces.ts';

const symmetry = [
  ['w1', 'w2', 'w3'],
  ['j1', 'j2'],
];

function runOf(...commands: readonly Readonly<Record<string, unknown>>[]): Trace {
  return aTrace({ commands: commands.map((command) => Object.assign({ type: 'take' }, command)) });
}

function digitsOf(trace: Trace): string {
  return fileNameOf(trace, symmetry).slice(-'012345678901.json'.length);
}

describe('the digits in a file’s name', () => {
  test('count interchangeable names in the order of first use, each group by itself', () => {
    const one = runOf({ worker: 'w1', job: 'j1' }, { worker: 'w2', job: 'j1' });
    const renamed = runOf({ worker: 'w3', job: 'j2' }, { worker: 'w1', job: 'j2' });
    expect(digitsOf(renamed)).toBe(digitsOf(one));
    expect(digitsOf(runOf({ worker: 'w3', job: 'j2' }, { worker: 'w3', job: 'j2' }))).not.toBe(digitsOf(one));
    expect(digitsOf(runOf({ worker: 'x1', job: 'j1' }, { worker: 'w2', job: 'j1' }))).not.toBe(digitsOf(one));
  });

  test('count the order of a list, and not that of the keys of a record', () => {
    const one = runOf({ list: ['a', 'b'], record: { a: { x: 1, y: null }, b: 2 } });
    expect(digitsOf(runOf({ record: { b: 2, a: { y: null, x: 1 } }, list: ['a', 'b'] }))).toBe(digitsOf(one));
    expect(digitsOf(runOf({ list: ['b', 'a'], record: { a: { x: 1, y: null }, b: 2 } }))).not.toBe(digitsOf(one));
    expect(digitsOf(runOf({ list: ['a', 'b'], record: { a: { x: 1, y: 0 }, b: 2 } }))).not.toBe(digitsOf(one));
  });

  test('are twelve hexadecimal ones, which stay the same for ever', () => {
    expect(digitsOf(runOf({ worker: 'w1' }))).toMatch(/^[0-9a-f]{12}\.json$/);
    expect(digitsOf(runOf({ worker: 'w1' }))).toMatchInlineSnapshot(`"a425d0e15d2b.json"`);
  });
});

describe('the beginning of a file’s name', () => {
  test('names the policies that are off, in the order of their texts', () => {
    const { violation } = aTrace();
    const named = (policies: Trace['policies']): string =>
      findingName(aTrace({ subject: 'queue', system: 'sqlite', policies, violation }));
    expect(named({ b: false, c: true, a: false })).toBe(`queue.sqlite.without-a+b.${violation.name}`);
    expect(named({ a: true })).toBe(`queue.sqlite.as-shipped.${violation.name}`);
  });

  test('has one dash for characters unsafe in file names, and at most 50 of each part', () => {
    const strange = { subject: 'a/\\b', system: `${'s'.repeat(50)}tail`, policies: {} };
    const { violation } = aTrace();
    expect(findingName(aTrace({ ...strange, violation: { ...violation, name: 'é x' } }))).toBe(
      `a-b.${'s'.repeat(50)}.as-shipped.-x`,
    );
  });
});

test('traces of one finding have the same violation and setup; their runs may differ', () => {
  const violation = { kind: 'systemError', name: 'x', at: 1 } as const;
  const trace = aTrace({ violation });
  expect(isSameFinding(trace, aTrace({ violation: { ...violation, at: 9 }, commands: [], recovery: [] }))).toBe(true);
  expect(isSameFinding(trace, aTrace({ violation: { ...violation, where: 'up' } }))).toBe(false);
  const after = (where: string): Trace => aTrace({ violation: { ...violation, where } });
  expect(isSameFinding(after('up'), after('up'))).toBe(true);
  expect(isSameFinding(after('up'), after('down'))).toBe(false);
  expect(isSameFinding(trace, aTrace({ violation: { ...violation, kind: 'endless' } }))).toBe(false);
  expect(isSameFinding(trace, aTrace({ violation: { ...violation, name: 'y' } }))).toBe(false);
  for (const differing of [{ subject: 'other' }, { system: 'other' }, { policies: {} }]) {
    expect(isSameFinding(trace, aTrace({ violation, ...differing }))).toBe(false);
  }
});

describe('of two traces of a finding, the one to keep', () => {
  const minimal = { kind: 'minimal', exploredDepth: 1, states: 2, digest: '0'.repeat(32) } as const;
  const local = { kind: 'locally minimal', reason: 'a test' } as const;

  test.each<[string, Trace, Trace]>([
    ['the shorter one', runOf({}), { ...runOf({}, {}), certificate: minimal }],
    ['of equals the one that is proved', { ...runOf({ x: 2 }), certificate: minimal }, runOf({ x: 1 })],
    [
      'of equals the one that is proved, and not one that is locally minimal',
      { ...runOf({ x: 2 }), certificate: minimal },
      { ...runOf({ x: 1 }), certificate: local },
    ],
    [
      'of two that are proved the first in the order of texts',
      { ...runOf({ x: 1 }), certificate: minimal },
      { ...runOf({ x: 2 }), certificate: minimal },
    ],
    [
      'of two that are not proved the first in the order of texts',
      { ...runOf({ x: 1 }), certificate: local },
      runOf({ x: 2 }),
    ],
    ['the first with its keys in order', runOf({ b: 1, a: 1 }), runOf({ a: 2, b: 1 })],
  ])('is %s', (_which, better, worse) => {
    expect(compareTraces(better, worse)).toBeLessThan(0);
    expect(compareTraces(worse, better)).toBeGreaterThan(0);
  });

  test('is either where their commands are the same', () => {
    expect(compareTraces(runOf({ b: 1, a: 1 }), { ...runOf({ a: 1, b: 1 }), foundBy: { who: 'another' } })).toBe(0);
  });
});
