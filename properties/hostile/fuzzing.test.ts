import { describe, expect, test } from 'vitest';
import { hostileAreas } from './fuzz/areas.ts';
import { harmsOf } from './fuzz/harmless.ts';
import { assertNoHarm, attemptsHere } from './fuzz/run-here.ts';

const run = attemptsHere();

describe('the command line does no harm', () => {
  test.each(hostileAreas())('with hostile %s', async (_name, attempts) => {
    await expect(assertNoHarm(attempts(), run, { seed: 17, numRuns: 20 })).resolves.toBeUndefined();
  });
});

const same = { before: '', after: '' };
const well = { code: 2, out: '', err: 'faultbook: no\n' };

describe('the judge of an attempt', () => {
  test('accepts each documented ending', () => {
    for (const code of [0, 1, 3, 130]) expect(harmsOf({ code, out: 'a\tb\nc\n', err: '' }, same)).toEqual([]);
    expect(harmsOf(well, same)).toEqual([]);
  });

  test.each([
    [{ code: 2, out: '', err: 'Error: no\n    at x (y.ts:1:1)\n' }, 'a stack trace'],
    [{ code: 13, out: '', err: '' }, 'exit code 13'],
    [{ code: null, out: '', err: '' }, 'exit code null'],
    [{ code: 2, out: 'lost\n', err: '' }, 'not with one line'],
    [{ code: 2, out: '', err: 'one\ntwo\n' }, 'not with one line'],
    [{ code: 2, out: '', err: 'cut off' }, 'not with one line'],
    [{ code: 2, out: '', err: `${'x'.repeat(30_000)}\n` }, 'an endless line'],
    [{ code: 0, out: 'red \u001B[31m\n', err: '' }, 'acts on terminals'],
    [{ code: 0, out: 'turned \u202E\n', err: '' }, 'acts on terminals'],
    [{ code: 0, out: '', err: 'half \uD800\n' }, 'acts on terminals'],
    [{ code: 0, out: 'secret\n', err: '' }, 'a password'],
  ])('names the harm of %j', (ended, harm) => {
    expect(harmsOf(ended, { ...same, passwords: ['secret'] })).toContainEqual(expect.stringContaining(harm));
  });

  test('names a change outside of the working folder', () => {
    expect(harmsOf(well, { before: 'a', after: 'b' })).toEqual(['it changed something outside of the working folder']);
  });
});
