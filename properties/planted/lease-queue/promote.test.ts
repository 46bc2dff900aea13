import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTrace } from '../../../src/corpus/trace.ts';
import { testsIn } from '../../cli/clone.ts';
import { unwrapped } from '../../report/text.ts';
import { digitsIn, faultbookIn, findingIn, projectOfLeaseQueue } from './own-project.ts';

test('a finding of a contract becomes a test that is red until the library is mended', async () => {
  const project = projectOfLeaseQueue('the report of a stale worker counts');
  const found = await faultbookIn(project, 'check lease-queue --scope small');
  expect({ code: found.code, out: found.out }).toMatchObject({ code: 1, out: expect.stringContaining('shownHeld') });
  expect(found.out).toContain(`npx faultbook promote ${digitsIn(project)} --name `);

  const promoted = await faultbookIn(project, `promote ${digitsIn(project)} --name stale_report`);
  expect(unwrapped(promoted.out)).toMatch(/is a bug of old: its regression test is red until the bug is mended/);
  expect(promoted.code).toBe(0);
  const folder = join(project.root, 'failure_modes/FM_001_stale_report');
  const spec = readFileSync(join(folder, 'spec.md'), 'utf8');
  expect(spec).toMatch(/^- \w+, on old: [A-Z].*\.$/m);
  expect(spec).toMatch(/L\d-->>L\d: j1/);
  const kept = await readTrace(join(project.root, 'counterexamples', findingIn(project)));
  expect(await readTrace(join(folder, 'trace.json'))).toEqual(kept);
  const red = await testsIn(folder);
  expect(red).toMatchObject({ files: 1, passed: 1, failures: [expect.anything(), expect.anything()] });
  expect(red.failures[0]).toMatch(/FM_001 is open: this test fails until the bug is mended\n# .*\n1 +submit j1/);

  project.write('old', null);
  expect(await testsIn(folder)).toEqual({ files: 1, passed: 3, failures: [] });
});
