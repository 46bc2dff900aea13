import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { checkScopesAndKeep } from '../../src/check/check-and-keep.ts';
import { checkPartsOf } from '../../src/check/check-parts.ts';
import type { ScopesReport } from '../../src/check/check-scopes.ts';
import { checkScopes } from '../../src/check/check-scopes.ts';
import { validate } from '../../src/check/validate.ts';
import { allPolicies, policiesWithout } from '../../src/kernel/subject.ts';
import { renderCheckedScopes } from '../../src/report/check-scopes-report.ts';
import { renderFailedCheck } from '../../src/report/failed-check.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { textOf } from '../report/text.ts';
import type { RackOptions } from './rack.ts';
import { rackWith } from './rack.ts';

const root = mkdtempSync(join(tmpdir(), 'faultbook-scopes-'));
afterAll(() => rmSync(root, { recursive: true }));

const how = { system: 'memory', policies: { limit: true }, runs: 300, length: 20, seed: 1 };

function checked(options: RackOptions, change: Partial<typeof how> = {}): Promise<ScopesReport> {
  return checkScopes(rackWith(options), { ...how, ...change });
}

function partsIn({ parts }: ScopesReport): string[] {
  return parts.map(({ name, off }) => `${name}${off === null ? '' : ` without ${off}`}`);
}

describe('a check of all scopes', () => {
  test('takes every scope, and each policy off that the system can do without', async () => {
    expect(partsIn(await checked({}))).toEqual(['small', 'large']);
    const report = await checked({ switchable: 'all' });
    expect(report).toMatchObject({ verdict: 'holds', runs: 300, runsAsked: 300, counterexample: null });
    expect(partsIn(report)).toEqual(['small', 'large', 'small without limit']);
    expect(report.parts.map(({ invariants }) => invariants)).toEqual([1, 1, 0]);
    expect(partsIn(await checked({ switchable: ['limit'] }))).toEqual(partsIn(report));
    const policies = { limit: false };
    const parts = checkPartsOf(rackWith({ switchable: 'all' }), { system: 'memory', policies });
    expect(parts.map(({ off }) => off)).toEqual([null, null]);
  });

  test('refuses a policy that the subject does not have, and so does validate', async () => {
    const subject = rackWith();
    const systems = subject.systems.map((kind) => Object.assign({}, kind, { switchable: ['limt'] }));
    const line = 'the system memory lists as switchable limt, which is no policy of rack; it has limit';
    await expect(checkScopes({ ...subject, systems }, how)).rejects.toThrow(line);
    const { faults } = await validate({ ...subject, systems });
    expect(faults.join()).toContain(line);
  });

  test('takes a policy off in the scope that shows its effect', () => {
    const parts = checkPartsOf(queue, { system: 'sqlite', policies: allPolicies(queue) });
    expect(parts.find(({ off }) => off === 'storeClock')).toMatchObject({
      name: 'skewed',
      scope: queue.scopes['skewed'],
    });
    expect(parts.filter(({ off }) => off === null).map(({ name }) => name)).toEqual(Object.keys(queue.scopes));
    expect(parts.flatMap(({ off }) => off ?? []).toSorted()).toEqual(Object.keys(queue.policies).toSorted());
  });

  test('finds a bug of the larger scope alone, and ends with it', async () => {
    const report = await checked({ bug: 'fourth', switchable: 'all' });
    expect(report).toMatchObject({
      verdict: 'violated',
      counterexample: { scope: { places: 4 }, policies: { limit: true } },
    });
    expect(report.counterexample?.commands).toHaveLength(4);
    expect(partsIn(report)).toEqual(['small', 'large']);
    expect(report.runs).toBeLessThan(300);
  });

  test('finds a bug behind a policy, and asks no invariant there', async () => {
    const report = await checked({ bug: 'secondLine', switchable: 'all' });
    expect(report).toMatchObject({
      verdict: 'violated',
      policies: { limit: true },
      counterexample: { policies: { limit: false }, violation: { kind: 'divergence', name: 'outcome of put' } },
    });
    expect(report.counterexample?.commands).toHaveLength(6);
    expect((await checked({ bug: 'secondLine' })).verdict).toBe('holds');
  });

  test('is the same for the same seed, one run at a time and four at once', async () => {
    for (const bug of [undefined, 'fourth', 'secondLine'] as const) {
      const options = { switchable: 'all', ...(bug && { bug }) } as const;
      const [one, second, atOnce] = await Promise.all([
        checked(options),
        checked(options),
        checked({ ...options, atOnce: 4 }),
      ]);
      const timing = { seconds: 0 };
      expect(JSON.stringify({ ...second, timing })).toBe(JSON.stringify({ ...one, timing }));
      expect(JSON.stringify({ ...atOnce, timing })).toBe(JSON.stringify({ ...one, timing }));
    }
  });

  test('counts its progress through all scopes', async () => {
    const seen: number[] = [];
    await checkScopes(rackWith(), { ...how, runs: 3000, onProgress: ({ done, of }) => seen.push(done / of) });
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    const controller = new AbortController();
    controller.abort();
    expect(await checkScopes(rackWith(), { ...how, signal: controller.signal })).toMatchObject({
      verdict: 'interrupted',
      runs: 0,
    });
  });
});

describe('the coverage goals of all scopes', () => {
  test('are judged together', async () => {
    const report = await checked({ full: { small: 0.9, large: 0.9 } }, { length: 3 });
    expect(report).toMatchObject({ verdict: 'inconclusive' });
    expect(report.missedGoals).toContain('the rack is full');
    expect(await checked({ full: { small: 0.01, large: 0.01 } })).toMatchObject({ verdict: 'holds', missedGoals: [] });
  });

  test('are judged in a scope alone where chance does not explain so few runs', async () => {
    // Runs of four commands fill three places now and then, and never four.
    const report = await checked({ full: { small: 0.001, large: 0.05 } }, { length: 4, runs: 400 });
    expect(report).toMatchObject({ verdict: 'inconclusive' });
    expect(report.missedGoals).toContain('large: the rack is full');
    expect(report.missedGoals).not.toContain('small: the rack is full');
    const few = await checked({ full: { small: 0.001, large: 0.05 } }, { length: 4, runs: 20 });
    expect(few.missedGoals).not.toContain('large: the rack is full');
    expect(few.parts.map(({ verdict }) => verdict)).toEqual(['holds', 'holds']);
  });
});

describe('the counterexample of a check of all scopes', () => {
  test('is kept, and replayed before the next check, also with a policy off', async () => {
    const folder = join(root, 'kept');
    const subject = rackWith({ bug: 'secondLine', switchable: 'all' });
    const keeping = { folder, who: 'a test' };
    const first = await checkScopesAndKeep(subject, how, keeping);
    expect(first).toMatchObject({ verdict: 'violated', kept: { how: 'new' } });
    const path = first.kept?.path;
    const second = await checkScopesAndKeep(subject, how, keeping);
    expect(second).toMatchObject({
      verdict: 'violated',
      runs: 0,
      known: [{ file: path }],
      kept: { path, how: 'known' },
    });
    const mended = await checkScopesAndKeep(rackWith({ switchable: 'all' }), how, keeping);
    expect(mended).toMatchObject({ verdict: 'holds', known: [{ file: path, verdict: 'gone' }] });
  });

  test('of an invariant with a policy off is none of a check with all policies on', async () => {
    const folder = join(root, 'invariant');
    const subject = rackWith({ switchable: 'all' });
    const without = { ...how, policies: policiesWithout(subject, ['limit']) as { limit: boolean } };
    const first = await checkScopesAndKeep(subject, without, { folder, who: 'a test' });
    expect(first).toMatchObject({ verdict: 'violated', counterexample: { violation: { kind: 'invariant' } } });
    expect(await checkScopesAndKeep(subject, how, { folder, who: 'a test' })).toMatchObject({
      verdict: 'holds',
      known: [],
    });
  });

  test('is shown with its scope and the policy that was off', async () => {
    const subject = rackWith({ bug: 'secondLine', switchable: 'all' });
    const report = await checkScopes(subject, how);
    const text = textOf(renderCheckedScopes(subject, { ...report, known: [], kept: null, othersKept: [] }));
    expect(text).toMatch(
      /^rack on memory, all policies on, all scopes, seed 1, explored [\da-f]{8}\n\nscope small, without limit: 3 places\n/,
    );
    expect(renderFailedCheck(subject, report).at(-1)).toBe(
      'to replay it: npx faultbook check rack --system memory --seed 1 --runs 300 --length 20',
    );
    const ofScope = await checkScopes(rackWith({ bug: 'fourth' }), how);
    expect(renderFailedCheck(subject, ofScope).at(-1)).toMatch(/ --scope large --seed 1 --runs \d+ --length 20$/);
  });

  test('a check that holds has a row for each scope', async () => {
    const subject = rackWith({ switchable: 'all' });
    const report = { ...(await checkScopes(subject, how)), known: [], kept: null, othersKept: [] };
    expect(textOf(renderCheckedScopes(subject, report))).toMatchInlineSnapshot(`
      "rack on memory, all policies on, all scopes, seed 1, explored 5b15aa64
      scope  policy off  runs  commands  states  outcomes  transitions
      small  -           136   2,398     4       3 of 3    8 of 8
      large  -           139   2,458     5       3 of 3    10 of 10
      small  limit       25    468       6       3 of 3    12 of 12
      outcomes: seen, of all that the scope has
      With a policy off model and system were compared, and no invariant was asked.
      holds: no violation in 300 runs (5,324 commands, 2 scopes): a sample, no proof"
    `);
    expect(textOf(renderCheckedScopes(subject, report, { isVerbose: true }))).toMatch(
      /command +outcomes\nput +put [\d,]+, full/,
    );
  });
});
