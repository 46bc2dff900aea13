import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Ended, HowToRun } from './faultbook.ts';

/** Runs a command line. */
export type Run = (args: readonly string[], how: Pick<HowToRun, 'interruptAt'>) => Promise<Ended>;

/** A command line, and a number of times that it reads its signal for certain before it is done. */
export type Interruptible = readonly [command: string, reads: number];

const modes = join(import.meta.dirname, '../../failure_modes');

/** The arguments of a command line, with the trace of a failure mode in place of its name. */
export function argsOf(command: string): string[] {
  return command
    .split(' ')
    .map((word) => (word.startsWith('FM_') ? join(modes, word, 'trace.json') : word.replaceAll('-the-', ' the ')));
}

/** Tests that each command line ends with 130 when it is interrupted before it does anything. */
export function testInterruptsAtFirst(commands: readonly Interruptible[], run: Run): void {
  test.each(commands)('exits with 130 before it does anything: %s', async (command) => {
    const ended = await run(argsOf(command), { interruptAt: () => true });
    expect(ended).toEqual({ code: 130, out: '', err: '' });
  });
}

/** Tests that each command line ends with 130 when it is interrupted at its second read of the signal, or at its last. */
export function testInterruptsLater(commands: readonly Interruptible[], run: Run): void {
  test.each(commands.flatMap(([command, most]) => [...new Set([2, most])].map((nth) => [nth, command] as const)))(
    'exits with 130 at read %i of the signal: %s',
    async (nth, command) => {
      let reads = 0;
      const { code } = await run(argsOf(command), { interruptAt: () => (reads += 1) === nth });
      expect({ code, wasInterrupted: reads >= nth }).toEqual({ code: 130, wasInterrupted: true });
    },
  );
}
