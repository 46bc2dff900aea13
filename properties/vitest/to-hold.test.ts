import { describe, expect, test } from 'vitest';
import { checkAndKeep } from '../../src/check/check-and-keep.ts';
import type { CheckReport } from '../../src/check/check.ts';
import { check } from '../../src/check/check.ts';
import { test as testWithSubjects } from '../../src/vitest/index.ts';
import { counterSubject, counterSystem } from '../check/counter.ts';
import { rackWith } from '../check/rack.ts';
import { unwrapped } from '../report/text.ts';

const setup = { system: 'plain', policies: { floor: true }, scope: { most: 10 } };
const options = { ...setup, runs: 20, length: 10, seed: 1 };
const planted = counterSubject(() => counterSystem((value) => (value === 2 ? 7 : value)));
const holding = await check(
  counterSubject(() => counterSystem()),
  options,
);
const violated = await check(planted, options);

/** The message of `toHold` about this report. */
function messageAbout(report: unknown): string {
  try {
    expect(report).toHold();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return '';
}

describe('expect(report).toHold()', () => {
  test('passes where the verdict is that the subject holds', () => {
    expect(holding).toHold();
    expect(violated).not.toHold();
  });

  test('fails with the timeline, the certificate, and the line that repeats the search', () => {
    expect(unwrapped(messageAbout(violated)).split('\n')).toEqual([
      'counter on plain, all policies on, 10 most: violated',
      expect.stringMatching(/^# {2}hand +store$/),
      '1  up → moved  1',
      '2  up → moved  2',
      '(outcomes of the model; in the last step the system differs)',
      '=> model and system disagree: view.value',
      'value: 2 on the model, 7 on the system',
      expect.stringMatching(/^locally minimal: only the system shows it/),
      'to replay it: npx faultbook check counter --system plain --scope usual --seed 1 --runs 1 --length 10',
    ]);
  });

  test('names the sizes of a scope without a name, and quotes for the shell', async () => {
    const without = { policies: { floor: false }, scope: { most: 3 } };
    const report = await check({ ...planted, name: "bob's" }, { ...options, ...without });
    expect(messageAbout(report)).toMatch(/check 'bob'\\''s' --system plain --without floor --most 3 --seed 1 --runs 1/);
  });

  test('names the file where the counterexample is kept', () => {
    const kept = { ...violated, kept: { path: 'counterexamples/a.json', how: 'new' as const } };
    expect(messageAbout(kept)).toContain('to replay it: npx faultbook replay counterexamples/a.json');
  });

  test('fails with the commands as JSON where the report is a copy', () => {
    const copy = { ...violated };
    expect(messageAbout(copy)).toContain('2  {"type":"up"}\n=> view.value (divergence)');
  });

  test('shows the timeline of reports of checkAndKeep as well', async () => {
    const report = await checkAndKeep(planted, options, { folder: null, who: 'a test' });
    expect(messageAbout(report)).toContain('2  up → moved  2');
  });

  test('fails where the runs missed a coverage goal', () => {
    const missed: CheckReport = { ...holding, verdict: 'inconclusive', missedGoals: ['it reaches five'] };
    expect(messageAbout(missed)).toBe(
      'counter on plain, all policies on, 10 most: inconclusive, no violation in 20 runs: too few of them reached it reaches five',
    );
  });

  test('escapes what acts on a terminal', () => {
    const details = 'value: "\u202E\u0007" on the model';
    const hostile = violated.counterexample && { ...violated.counterexample.violation, details };
    const report = { ...violated, counterexample: { ...violated.counterexample, violation: hostile } };
    expect(messageAbout(report)).toContain('\\u202e\\u0007');
  });

  test.each([[undefined], [{ verdict: 'holds' }]])('refuses %j, which is the report of no check', (value) => {
    expect(messageAbout(value)).toMatch(/^toHold takes the report of a check/);
  });
});

describe('test.subject', () => {
  testWithSubjects.subject(
    counterSubject(() => counterSystem()),
    { runs: 30, scope: 'usual' },
  );
  testWithSubjects.subject(planted, { runs: 30, fails: true, timeout: 60_000 });

  // Three places do not show it, four do.
  testWithSubjects.subject(rackWith({ bug: 'fourth' }), { fails: true });
  testWithSubjects.subject(rackWith({ bug: 'fourth' }), { scope: 'small' });

  test('gives its tests five minutes, or the time that they name', ({ task }) => {
    const limits = task.suite?.tasks.map((one) => (one.type === 'test' ? one.timeout : null));
    expect(limits?.slice(0, 2)).toEqual([300_000, 60_000]);
  });
});
