import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { traceText } from '../../src/corpus/trace-text.ts';
import { aTrace } from '../corpus/traces.ts';
import { runHere } from './in-process.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'faultbook-test-')));
afterAll(() => rmSync(folder, { recursive: true }));

const counter = pathToFileURL(join(import.meta.dirname, '../check/counter.ts')).href;
writeFileSync(
  join(folder, 'faultbook.config.ts'),
  `import { counterByPolicies as counter } from '${counter}';
   const floor = { ...counter.policies.floor, protects: ['FLOR', 'ZER'] };
   export default { subjects: [{ ...counter, policies: { floor } }, { ...counter, name: 'sound' }] };`,
);
const found = { policies: { floor: false }, commands: [{ type: 'down' }], outcomes: ['moved'] } as const;
const trace = aTrace({ ...found, violation: { kind: 'invariant', name: 'FLOOR', at: 0 } });
writeFileSync(join(folder, 'trace.json'), traceText(trace));

const lines = [
  'faultbook: counter: policies.floor.protects: there is no invariant FLOR; there is FLOOR, STEPS, ZERO',
  'faultbook: counter: policies.floor.protects: there is no invariant ZER; there is FLOOR, STEPS, ZERO',
  'faultbook: nothing was run; validate looks further for mistakes in counter',
];

test.each([
  'check',
  'check counter --json',
  'explore counter --depth 1',
  'ablate counter',
  'replay trace.json',
  'promote trace.json --name below_zero',
  'overnight counter --rounds 1',
  'start',
])('%s names the faults of a subject, a line each, and runs nothing', async (args) => {
  const { code, out, err } = await runHere(args.split(' '), { cwd: folder });
  expect([code, err.trimEnd().split('\n')]).toEqual([2, lines]);
  expect(out).not.toContain('counter');
});

test('a subject without faults is checked beside one with faults', async () => {
  const { code, err } = await runHere('check sound --runs 50 --no-counterexamples'.split(' '), { cwd: folder });
  expect([code, err]).toEqual([0, '']);
});
