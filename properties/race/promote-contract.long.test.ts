import { mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { testsIn } from '../cli/clone.ts';
import type { Ended } from '../cli/faultbook.ts';
import { runFaultbook } from '../cli/faultbook.ts';
import { linkPackage } from '../cli/link-package.ts';
import { unwrapped } from '../report/text.ts';

/** A subject of a user: pg-boss with groups of one job at a time, a limit that two fetches at once exceed. */
const subject = `
  import { leaseQueueOn } from 'faultbook/lease-queue';
  import { pgBossPresets, pgBossSystem } from 'faultbook/adapters/pg-boss';
  const groups = pgBossPresets['pg-boss-groups'];
  const systems = [pgBossSystem({ name: 'groups', ...groups })];
  export const jobs = leaseQueueOn(systems);
`;

test('pg-boss 12.38.0: a race of two fetches is promoted, and its test is red', async () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'faultbook-own-pg-boss-')));
  onTestFinished(() => rmSync(root, { recursive: true }));
  linkPackage(root, 'pg-boss');
  writeFileSync(join(root, 'subject.ts'), subject);
  const faultbook = (args: string): Promise<Ended> =>
    runFaultbook([...args.split(' '), '--subject', './subject.ts#jobs'], { cwd: root });

  const found = await faultbook('race lease-queue --depth 2');
  expect({ code: found.code, out: found.out }).toMatchObject({ code: 1, out: expect.stringContaining('groupHeld') });
  const [name = ''] = readdirSync(join(root, 'counterexamples'));
  const digits = /\.([0-9a-f]{12})\.json$/.exec(name)?.[1] ?? 'none';
  expect(found.out).toContain(`npx faultbook promote ${digits} --name `);

  const promoted = await faultbook(`promote ${digits} --name one_too_many`);
  expect(unwrapped(promoted.out)).toMatch(/the race is a bug of groups: its regression test is red until/);
  const red = await testsIn(join(root, 'failure_modes/FM_001_one_too_many'));
  expect(red).toMatchObject({ files: 1, passed: 1, failures: [expect.stringContaining('groupHeld')] });
});
