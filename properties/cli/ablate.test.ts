import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { runHere } from './in-process.ts';

const cwd = mkdtempSync(join(tmpdir(), 'faultbook-ablate-'));
afterAll(() => rmSync(cwd, { recursive: true }));

const counter = pathToFileURL(join(import.meta.dirname, '../check/counter.ts')).href;
writeFileSync(
  join(cwd, 'faultbook.config.mjs'),
  `import { counterByPolicies as counter } from '${counter}';
  const policies = { floor: true };
  const model = (_, scope) => counter.model(policies, scope);
  const systems = counter.systems.map((one) => ({ ...one, open: (setUp) => one.open({ ...setUp, policies }) }));
  const bare = { ...counter, name: 'bare', policies: {}, model, systems };
  export default { subjects: [counter, { ...counter, name: 'second' }, bare] };`,
);

test('ablate names each subject above its table, where there are several', async () => {
  const { out } = await runHere(['ablate', '--max-states', '50'], { cwd });
  expect(out).toMatch(/^counter on \w+\npolicy off /);
  expect(out).toMatch(/\n\nsecond on \w+\npolicy off /);
  expect((await runHere(['ablate', 'second', '--max-states', '50'], { cwd })).out).toMatch(/^policy off /);
});

test('ablate without names leaves out a subject without policies, and says so', async () => {
  const { out } = await runHere(['ablate', '--max-states', '50'], { cwd });
  expect(out).toContain('\nbare has no policies\n');
  expect(out).not.toContain('bare on');
});

test('ablate of a subject without policies is refused in one line', async () => {
  for (const names of [['bare'], ['counter', 'bare']]) {
    const { code, out, err } = await runHere(['ablate', ...names], { cwd });
    expect([code, out, err]).toEqual([2, '', 'faultbook: bare has no policies, so there is none to switch off\n']);
  }
});
