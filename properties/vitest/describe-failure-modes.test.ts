import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { traceText } from '../../src/corpus/trace-text.ts';
import type { Trace } from '../../src/corpus/trace.ts';
import { describeFailureModes } from '../../src/vitest/index.ts';
import { testPrevention } from '../../src/vitest/prevention.ts';
import { testRepro } from '../../src/vitest/repro.ts';
import { aTrace } from '../corpus/traces.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'faultbook-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const commands = [{ type: 'up' }, { type: 'up' }];
const bug = {
  id: 'FM_001',
  title: 'Skipped',
  subject: 'counter',
  foundBy: 'a test',
  without: [],
  scope: { most: 10 },
  commands,
  breaks: { during: [], settled: [], onSystem: { system: 'plain', name: 'view.value' } },
  violations: [],
  prevention: { by: 'fix' as const, onSystem: { further: 1, atLeast: 5 } },
};
const trace = aTrace({
  policies: { floor: true },
  commands,
  violation: { kind: 'divergence', name: 'view.value', at: 1 },
});

const prevented = {
  ...bug,
  id: 'FM_002',
  title: 'Below zero',
  without: ['floor'],
  commands: [{ type: 'down' }],
  breaks: { during: ['FLOOR'], settled: ['ZERO'] },
  violations: [{ kind: 'invariant', name: 'FLOOR', at: 0, side: 'both' }],
  prevention: { by: 'policy', alsoOff: [], onModel: { further: 1, atLeast: 3 }, onSystem: { further: 1, atLeast: 3 } },
};

/** Writes a failure mode, without its tests. */
function writeMode(name: string, scenario: object, found: Trace): void {
  const own = join(folder, 'modes', name);
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'trace.json'), traceText(found));
  writeFileSync(join(own, 'scenario.ts'), `export const scenario = ${JSON.stringify(scenario)};`);
}

const counter = pathToFileURL(join(root, 'properties/check/counter.ts')).href;
writeFileSync(
  join(folder, 'faultbook.config.ts'),
  `import { counterByPolicies } from '${counter}';
   export default { subjects: [counterByPolicies] };`,
);
writeMode('FM_001_skipped', bug, trace);
writeMode('FM_002_below_zero', prevented, {
  ...trace,
  policies: { floor: false },
  commands: prevented.commands,
  outcomes: ['moved'],
  violation: { kind: 'invariant', name: 'FLOOR', at: 0 },
});
const { id: _id, title, subject, foundBy } = bug;
const row = { scenario: 'counter, read', violated: 'FLOOR', length: '2 statements' };
writeMode('FM_003_of_another_kind', { id: 'FM_003', title, subject, foundBy, indexRow: row }, trace);

describeFailureModes(join(folder, 'modes'));

test('a bug has its regression test, a missing policy two tests, other kinds none', ({ task }) => {
  const [described] = task.file.tasks;
  const [suite, ...others] = described?.type === 'suite' ? described.tasks : [];
  expect(suite?.name).toBe('FM_001: Skipped, in the counter as shipped');
  expect(others.map(({ name }) => name)).toEqual([
    'FM_002: Below zero, in the counter without floor',
    'FM_002: with floor on, off: []',
  ]);
  expect(suite?.type === 'suite' ? suite.tasks.map(({ name }) => name) : []).toEqual([
    'on plain the commands end without the violation view.value',
    'on plain no run within one command of the scenario shows view.value',
    'the trace has the same commands',
  ]);
});

test.each([
  ['testRepro', testRepro],
  ['testPrevention', testPrevention],
])('%s refuses a bug, which no policy prevents', async (_, define) => {
  await expect(define(bug, join(folder, 'modes/FM_001_skipped/tests'))).rejects.toThrow(
    'no policy prevents FM_001: testRegression defines its test',
  );
});
