import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { alter, clone, findIn, run, testsIn } from './clone.ts';

describe('a failure mode that was promoted', async () => {
  const root = clone();
  const path = await findIn(root, '--without fencing');
  await run(root, `promote ${path} --name late_commit`);
  const folder = join(root, 'failure_modes/FM_002_late_commit');

  test('has a test that turns red when the policy’s code is taken away', async () => {
    // The store no longer compares tokens, whatever the policy says.
    alter(root, 'src/real/queue/sqlite/fence.ts', 'if (!policies.fencing)', 'if (true)');
    const { files, failures } = await testsIn(folder);
    alter(root, 'src/real/queue/sqlite/fence.ts', 'if (true)', 'if (!policies.fencing)');
    expect(files).toBe(2);
    expect(failures.filter((printed) => printed.startsWith('FM_002: with fencing on')).length).toBeGreaterThan(2);
    expect(failures.filter((printed) => printed.startsWith('FM_002: Late commit'))).toEqual([]);
  });

  test('is not promoted where a test of it is red: nothing is written', async () => {
    // Only one of the two systems has the fault.
    alter(
      root,
      'src/subjects/queue/systems.ts',
      'openOnFile(sqliteSchemaOf(policies))), policies,',
      'openOnFile(sqliteSchemaOf(policies))), { ...policies, fencing: true },',
    );
    const { code, out, err } = await run(root, `promote ${path} --name half --number 9`);
    alter(root, 'src/subjects/queue/systems.ts', '{ ...policies, fencing: true },', 'policies,');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^faultbook: promotion aborted: the generated tests of FM_009 did not pass$/m);
    expect(err).toMatch(/^FM_009: Half, .* on sqlite-file INV_004 is violated/m);
    expect(readdirSync(join(root, 'failure_modes'))).toEqual(['FM_001_duplicate_retry', 'FM_002_late_commit']);
    expect(existsSync(join(root, '.faultbook'))).toBe(false);
  });
});

test('the test of a bug that no policy prevents passes once the bug is mended', async () => {
  const root = clone();
  const [file, part, planted] = [
    'src/real/queue/sqlite/complete.ts',
    'dropLeases.run({ job });',
    'void dropLeases;',
  ] as const;
  alter(root, file, part, planted);
  await run(root, `promote ${await findIn(root, '--scope small')} --name kept_lease`);
  const folder = join(root, 'failure_modes/FM_002_kept_lease');
  expect(await testsIn(folder)).toMatchObject({ files: 1, passed: 1 });
  alter(root, file, planted, part);
  expect(await testsIn(folder)).toEqual({ files: 1, passed: 3, failures: [] });
});
