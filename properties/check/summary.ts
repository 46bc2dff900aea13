import type { Counterexample } from '../../src/kernel/counterexample.ts';
import type { Violation } from '../../src/kernel/violation.ts';

/** A counterexample with its violation's fields beside its own, so that a test can state them in one line. */
type Summary<C> = Violation & Pick<Counterexample<C>, 'commands' | 'recovery' | 'certificate'> & { length: number };

export function summaryOf<C>(counterexample: Counterexample<C> | null | undefined): Summary<C> | null {
  if (counterexample === null || counterexample === undefined) return null;
  const { violation, commands, recovery, certificate } = counterexample;
  return {
    ...violation,
    commands,
    ...(recovery !== undefined && { recovery }),
    certificate,
    length: commands.length,
  };
}
