import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testsIn } from '../../cli/clone.ts';
import { unwrapped } from '../../report/text.ts';
import { digitsIn, faultbookIn, projectOfLeaseQueue } from './own-project.ts';

test('a finding that another system has mended becomes a test of fault and of fix', async () => {
  const project = projectOfLeaseQueue('a job has one try too many');
  await faultbookIn(project, 'check lease-queue --scope small');
  const other = await faultbookIn(project, `promote ${digitsIn(project)} --name one_too_many --fixed-on old`);
  expect(other).toMatchObject({ code: 2, err: expect.stringContaining('--fixed-on names another system') });

  project.write('new', 'a job has one try too many');
  const still = await faultbookIn(project, `promote ${digitsIn(project)} --name one_too_many --fixed-on new`);
  expect(still).toMatchObject({ code: 2, err: expect.stringMatching(/: new shows \w+ as well: /) });

  project.write('new', null);
  const promoted = await faultbookIn(project, `promote ${digitsIn(project)} --name one_too_many --fixed-on new`);
  expect(unwrapped(promoted.out)).toMatch(/4 tests passed: \w+ is violated on old, and holds on new/);
  const folder = join(project.root, 'failure_modes/FM_001_one_too_many');
  expect(readdirSync(join(folder, 'tests'))).toEqual(['prevent_fm001.test.ts', 'repro_fm001.test.ts']);
  expect(readFileSync(join(folder, 'spec.md'), 'utf8')).toContain('- **Prevention:** `new` has the fix.');

  project.write('new', 'a job has one try too many');
  const back = await testsIn(folder);
  expect(back.failures.map((failure) => failure.split(' ').slice(0, 3).join(' '))).toEqual([
    'FM_001: on new',
    'FM_001: on new',
  ]);
  project.write('new', null);
  project.write('old', null);
  const gone = await testsIn(folder);
  expect(gone.failures).toHaveLength(1);
  expect(gone.failures[0]).toMatch(/^FM_001: One too many, .* on old the commands end in /);
});
