import { expect, test } from 'vitest';
import { renderOutcomes } from '../../src/report/outcomes.ts';
import { formatCertificate, formatFoundBy } from '../../src/report/provenance.ts';
import { formatScope, formatSetUp } from '../../src/report/set-up.ts';
import { longName } from './doors.ts';
import { textOf } from './text.ts';

test('a scope says one thing in the singular, and leaves out a size of 0', () => {
  expect(formatScope({ workers: 2, jobs: 1, retries: 0, batteriesInUse: 1 })).toMatchInlineSnapshot(
    `"2 workers, 1 job, 1 batteries in use"`,
  );
  expect(formatScope({ batteries: 1 })).toMatchInlineSnapshot(`"1 battery"`);
  expect(formatScope({})).toBe('');
});

test('a set-up names the policies that are off', () => {
  const setUps = [{}, { a: true }, { a: false, b: true, c: false }].map((policies) =>
    formatSetUp('doors', policies, { doors: 2 }),
  );
  expect(textOf(setUps)).toMatchInlineSnapshot(`
    "doors, all policies on, 2 doors
    doors, all policies on, 2 doors
    doors, without a, c, 2 doors"
  `);
});

test('outcomes come most frequent first, under a header', () => {
  const counts = { close: { alreadyDone: 1, done: 1_000_000 }, open: { done: 0 }, [longName]: { [longName]: 2 } };
  expect(textOf(renderOutcomes(counts))).toMatchInlineSnapshot(`
    "command                                  outcomes
    close                                    done 1,000,000,
                                               alreadyDone 1
    open                                     done 0
    aVeryLongNameaVeryLongNameaVeryLongName  aVeryLongNameaVeryLongNameaVeryLongName
      aVeryLongNameaVeryLongNameaVeryLongNa    aVeryLongNameaVeryLongNameaVeryLongNa
      meaVeryLongNameaVeryLongNameaVeryLong    meaVeryLongNameaVeryLongNameaVeryLong
      NameaVeryLongNameaVeryLongNameaVeryLo    NameaVeryLongNameaVeryLongNameaVeryLo
      ngName                                   ngName 2"
  `);
  expect(textOf(renderOutcomes({}))).toMatchInlineSnapshot(`"command  outcomes"`);
});

test('a certificate says why no shorter run is expected', () => {
  const lines = [
    formatCertificate(null),
    formatCertificate({ kind: 'locally minimal', reason: 'stopped early' }),
    formatCertificate({ kind: 'minimal', exploredDepth: 1, states: 1_000_000, digest: '0f' }),
  ];
  expect(textOf(lines)).toMatchInlineSnapshot(`
    "not minimised
    locally minimal: stopped early
    minimal: no run of at most 1 command has this violation (1,000,000 states explored, digest 0f)"
  `);
});

test('a search is named with its seed and run, and a person alone', () => {
  expect([formatFoundBy({ who: 'a person' }), formatFoundBy({ who: 'a check', seed: 0, run: 1 })]).toEqual([
    'a person',
    'a check, seed 0, run 1',
  ]);
});
