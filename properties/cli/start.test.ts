import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { renderTourViolation } from '../../src/report/start.ts';
import { counterexample, doors } from '../report/doors.ts';
import { runHere } from './in-process.ts';

const cwd = mkdtempSync(join(tmpdir(), 'faultbook-start-'));
afterAll(() => rmSync(cwd, { recursive: true }));

const root = join(import.meta.dirname, '../..');

function linesOf(printed: string): string[] {
  return printed.trimEnd().split('\n');
}

describe('faultbook start', async () => {
  const { code, out } = await runHere(['start'], { cwd });

  test('prints at most 30 lines of 80 columns, and keeps nothing', () => {
    expect(code).toBe(0);
    expect(linesOf(out).length).toBeLessThanOrEqual(30);
    expect(Math.max(...linesOf(out).map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('prints what the guide shows', () => {
    const guide = readFileSync(join(root, 'docs/guide/quick-start.md'), 'utf8');
    expect(guide).toContain(`\`\`\`\n${out.trimEnd()}\n\`\`\``);
  });

  test('shows what was checked, a counterexample as a timeline, and what to run next', () => {
    for (const subject of ['queue', 'booking', 'authority'])
      expect(out).toMatch(new RegExp(`^${subject} +sqlite +500 +[\\d,]+ +[\\d,]+ +holds$`, 'm'));
    expect(out).toMatch(/\n\nqueue, without commitBoundary:\n# .* store\n1 [^]*\n=> INV_001 is violated: /);
    expect(out).toMatch(/\nWhat to run next:\nnpx faultbook check queue --without commitBoundary /);
  });
});

test('faultbook start shows a violation of a subject of the project as shipped', async () => {
  const planted = pathToFileURL(join(root, 'examples/transfer/planted.ts')).href;
  const library = pathToFileURL(join(root, 'src/index.ts')).href;
  const config = `import { defineConfig } from '${library}';\nimport * as planted from '${planted}';\nexport default defineConfig({ subjects: Object.values(planted) });`;
  writeFileSync(join(cwd, 'faultbook.config.ts'), config);
  const { code, out } = await runHere(['start'], { cwd });
  rmSync(join(cwd, 'faultbook.config.ts'));
  expect(code).toBe(1);
  expect(out).toMatch(/^transfer +system +\d+ +\d+ +\d+ +violated$/m);
  expect(out).toContain('\n\ntransfer, all policies on:\n');
  expect(out).toContain('=> model and system disagree: view.done');
  expect(out).not.toContain('no invariant is violated');
});

test('a subject without policies is not ablated, and no tour recommends it', async () => {
  const counter = pathToFileURL(join(root, 'properties/check/counter.ts')).href;
  const config = `import { counterByPolicies as counter } from '${counter}';
    const policies = { floor: true };
    const model = (_, scope) => counter.model(policies, scope);
    const systems = counter.systems.map((one) => ({ ...one, open: (setUp) => one.open({ ...setUp, policies }) }));
    export default { subjects: [{ ...counter, policies: {}, model, systems }] };`;
  const folder = mkdtempSync(join(cwd, 'none-'));
  writeFileSync(join(folder, 'faultbook.config.ts'), config);
  const tour = await runHere(['start'], { cwd: folder });
  const all = await runHere(['start', '--all'], { cwd: folder });
  rmSync(folder, { recursive: true });
  expect([tour.code, tour.out.includes('start --all')]).toEqual([0, false]);
  expect([all.code, all.out.includes('One policy off')]).toEqual([0, false]);
});

test('a counterexample that is longer than the tour has room for is cut', () => {
  const long = Array.from({ length: 40 }, () => counterexample.commands[0] ?? { type: 'open' });
  const report = { ...checkOfDoors, counterexample: { ...counterexample, commands: long } };
  const lines = renderTourViolation({ subject: doors, report }, 12);
  expect(lines).toHaveLength(12);
  expect(lines.at(-1)).toBe('…');
});

const checkOfDoors = {
  system: 'wooden',
  policies: { interlock: false },
  scope: { doors: 2 },
  seed: 1,
  verdict: 'violated',
  runs: 1,
  commands: 1,
  distinctStates: 1,
  outcomes: {},
  faults: {},
  reached: {},
  missedGoals: [],
  strayed: 0,
  seen: null,
  exploration: null,
  limits: null,
  invariants: 1,
  others: [],
  known: [],
  kept: null,
  othersKept: [],
} as const;
