import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { traceText } from '../../src/corpus/trace-text.ts';
import { describeFailureModes } from '../../src/vitest/index.ts';
import { testPrevention } from '../../src/vitest/prevention.ts';
import { testRepro } from '../../src/vitest/repro.ts';
import { aTrace } from '../corpus/traces.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'faultbook-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const commands = [{ type: 'up' }, { type: 'up' }];
const scenario = {
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

const counter = pathToFileURL(join(root, 'properties/check/counter.ts')).href;
writeFileSync(
  join(folder, 'faultbook.config.ts'),
  `import { counterSubject, counterSystem } from '${counter}';
   export default { subjects: [counterSubject(() => counterSystem())] };`,
);
mkdirSync(join(folder, 'modes/FM_001_skipped'), { recursive: true });
writeFileSync(join(folder, 'modes/FM_001_skipped/trace.json'), traceText(trace));
writeFileSync(join(folder, 'modes/FM_001_skipped/scenario.ts'), `export const scenario = ${JSON.stringify(scenario)};`);
// Its scenario is no run of commands.
cpSync(join(root, 'failure_modes/FM_106_write_skew'), join(folder, 'modes/FM_106_write_skew'), { recursive: true });

describeFailureModes(join(folder, 'modes'));

test('a mended bug has its regression test, and a scenario of another kind has none', ({ task }) => {
  const [described] = task.file.tasks;
  const [suite, ...more] = described?.type === 'suite' ? described.tasks : [];
  expect([suite?.name, more]).toEqual(['FM_001: Skipped, in the counter as shipped', []]);
  expect(suite?.type === 'suite' ? suite.tasks.map(({ name }) => name) : []).toEqual([
    'on plain the commands end without the violation view.value',
    'on plain no run within one command of the scenario shows view.value',
    'the trace has the same commands',
  ]);
});

test.each([[testRepro], [testPrevention]])('$name refuses a bug, which no policy prevents', async (define) => {
  await expect(define(scenario, join(folder, 'modes/FM_001_skipped/tests'))).rejects.toThrow(
    'no policy prevents FM_001: testRegression defines its test',
  );
});
