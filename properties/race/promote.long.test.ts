import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRaceTrace } from '../../src/corpus/any-trace.ts';
import { alter, testsIn } from '../cli/clone.ts';
import type { Ended } from '../cli/faultbook.ts';
import { runFaultbook } from '../cli/faultbook.ts';
import { projectOfRace } from './own-project.ts';

const faultbook = (cwd: string, command: string): Promise<Ended> =>
  runFaultbook([...command.split(' '), '--subject', './subject.ts#show'], { cwd });

/** The digits of the only kept counterexample. */
function digitsIn(root: string): string {
  const [name = ''] = readdirSync(join(root, 'counterexamples'));
  return /\.([0-9a-f]{12})\.json$/.exec(name)?.[1] ?? 'none';
}

test('a race of an application is found and promoted, with a test red until the fix', async () => {
  const root = projectOfRace();
  const found = await faultbook(root, 'race show');
  expect({ code: found.code, out: found.out }).toMatchObject({ code: 1, out: expect.stringContaining('└ booked') });
  const second = await faultbook(root, 'race show');
  expect(second.code).toBe(1);
  expect(second.out).toMatch(/reproduces its violation/);

  const promoted = await faultbook(root, `promote ${digitsIn(root)} --name sold_twice`);
  expect(promoted.out).toMatch(/a bug of app: its regression test is red until the bug is mended/);
  expect(promoted.code).toBe(0);
  const folder = join(root, 'failure_modes/FM_001_sold_twice');
  expect((await readRaceTrace(join(folder, 'trace.json'))).moves).toHaveLength(8);
  const red = await testsIn(folder);
  expect(red.failures.join('\n')).toMatch(/FM_001 is open: this test fails until the bug is mended\n[^]*└ booked/);

  alter(root, 'app.ts', "'SELECT id FROM shows';", "'SELECT id FROM shows FOR UPDATE';");
  expect(await testsIn(folder)).toEqual({ files: 1, passed: 2, failures: [] });
  const replayed = await faultbook(root, `replay ${digitsIn(root)}`);
  expect(replayed.out).toMatch(/it left the schedule: ann sends SELECT id FROM shows FOR UPDATE at move 1/);
  expect(replayed.code).toBe(3);
  expect((await faultbook(root, 'race show')).code).toBe(0);
});

test('a race that a policy prevents has a test of the fault and one of the prevention', async () => {
  const root = projectOfRace();
  // A policy in the place of the mended system.
  alter(
    root,
    'subject.ts',
    "  name: 'show',",
    "  name: 'show',\n  policies: { lock: { does: 'locks the show', protects: [] } },",
  );
  alter(root, 'subject.ts', 'model,\n  systems', 'model: () => model,\n  systems');
  alter(root, 'subject.ts', "LOCK: isMended ? 'yes' : 'no'", "LOCK: isMended || setup.policies['lock'] ? 'yes' : 'no'");
  expect((await faultbook(root, 'race show')).code).toBe(0);
  expect((await faultbook(root, 'race show --without lock')).code).toBe(1);
  const promoted = await faultbook(root, `promote ${digitsIn(root)} --name sold_twice`);
  expect(promoted.code).toBe(0);
  expect(promoted.out).toMatch(/3 tests passed: the race is wrong without lock, and with lock right/);
  const folder = join(root, 'failure_modes/FM_001_sold_twice');
  expect(readdirSync(join(folder, 'tests'))).toEqual(['prevent_fm001.test.ts', 'repro_fm001.test.ts']);

  // Without the code of the policy the prevention is red, and the fault is shown as before.
  alter(root, 'app.ts', 'SELECT id FROM shows FOR UPDATE', 'SELECT id FROM shows');
  const { failures } = await testsIn(folder);
  expect(failures).toHaveLength(1);
  expect(failures[0]).toMatch(/^FM_001: with lock on/);
});
