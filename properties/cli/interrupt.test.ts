import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runHere } from './in-process.ts';

const modes = join(import.meta.dirname, '../../failure_modes');
const cwd = mkdtempSync(join(tmpdir(), 'faultbook-interrupt-'));
afterAll(() => rmSync(cwd, { recursive: true }));

/** Every command but `promote`, and how often it reads its signal for certain before it is done. */
const commands: readonly (readonly [string, number])[] = [
  ['start', 100],
  ['check queue --runs 500 --no-counterexamples', 100],
  ['check booking --explored --runs 50 --no-counterexamples', 10],
  ['ablate queue booking', 10],
  ['explore queue --scope medium', 3],
  ['explore queue --without fencing', 2],
  ['explore booking --system sqlite', 2],
  ['sweep queue', 10],
  ['simulate authority --transfers 3000', 5],
  ['matrix booking --pattern lock-the-parent', 10],
  ['replay FM_001_duplicate_retry', 2],
  ['replay FM_009_renewal_race --recheck', 2],
  ['replay FM_106_write_skew --recheck', 5],
  ['overnight queue --rounds 2 --workers 1', 2],
  ['morning', 2],
];

function argsOf(command: string): string[] {
  return command
    .split(' ')
    .map((word) => (word.startsWith('FM_') ? join(modes, word, 'trace.json') : word.replaceAll('-the-', ' the ')));
}

describe('a command that is interrupted', () => {
  const promote = ['promote FM_001_duplicate_retry --name interrupted', 1] as const;
  test.each([...commands, promote])('exits with 130 before it does anything: %s', async (command) => {
    const ended = await runHere(argsOf(command), { cwd, interruptAt: () => true });
    expect(ended).toEqual({ code: 130, out: '', err: '' });
  });

  // `promote` would write to this clone: promote.test.ts interrupts it in a clone of its own.
  test.each(commands.flatMap(([command, most]) => [...new Set([2, most])].map((nth) => [nth, command] as const)))(
    'exits with 130 at read %i of the signal: %s',
    async (nth, command) => {
      let reads = 0;
      const { code } = await runHere(argsOf(command), { cwd, interruptAt: () => (reads += 1) === nth });
      expect({ code, wasInterrupted: reads >= nth }).toEqual({ code: 130, wasInterrupted: true });
    },
  );

  test.each([
    ['explore --scope medium', '', 'digest'],
    ['ablate --max-states 50', 'policy off', 'policy off'],
  ])('%s goes on to no other subject', async (command, seen, heading) => {
    let reads = 0;
    const interruptAt = (printed: string): boolean => (reads += 1) > 1 && printed.includes(seen);
    const { code, out } = await runHere(argsOf(command), { cwd, interruptAt });
    expect(code).toBe(130);
    expect(out.split(heading)).toHaveLength(2);
  });
});
