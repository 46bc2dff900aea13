import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runHere } from './in-process.ts';
import type { Interruptible, Run } from './interrupted.ts';
import { argsOf, testInterruptsAtFirst, testInterruptsLater } from './interrupted.ts';

const cwd = mkdtempSync(join(tmpdir(), 'faultbook-interrupt-'));
afterAll(() => rmSync(cwd, { recursive: true }));

/** Every command but `promote`, and how often it reads its signal for certain before it is done. */
const commands: readonly Interruptible[] = [
  ['start', 100],
  ['start --all', 100],
  ['check queue --runs 500 --no-counterexamples', 100],
  ['check booking --explored --runs 50 --no-counterexamples', 10],
  ['ablate queue booking', 10],
  ['explore queue --scope medium', 3],
  ['explore queue --without fencing', 2],
  ['explore booking --system sqlite', 2],
  ['sweep queue', 10],
  ['replay FM_001_duplicate_retry', 2],
  ['replay FM_009_renewal_race --recheck', 2],
  ['overnight queue --rounds 2 --workers 1', 2],
  ['report', 2],
];

describe('a command that is interrupted', () => {
  const run: Run = (args, how) => runHere(args, { ...how, cwd });
  testInterruptsAtFirst([...commands, ['promote FM_001_duplicate_retry --name interrupted', 1]], run);
  // `promote` would write to this clone: promote.test.ts interrupts it in a clone of its own.
  testInterruptsLater(commands, run);

  test.each([
    ['explore --scope medium', '', 'digest'],
    ['ablate booking queue --max-states 1', 'policy off', 'policy off'],
  ])('%s goes on to no other subject', async (command, seen, heading) => {
    let reads = 0;
    const interruptAt = (printed: string): boolean => (reads += 1) > 1 && printed.includes(seen);
    const { code, out } = await runHere(argsOf(command), { cwd, interruptAt });
    expect(code).toBe(130);
    expect(out.split(heading)).toHaveLength(2);
  });
});
