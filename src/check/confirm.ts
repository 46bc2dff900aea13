import type { Command, Outcome } from '../kernel/model.ts';
import type { Run } from '../kernel/run.ts';
import { allCommandsOf } from '../kernel/run.ts';
import type { Harness } from '../kernel/setup.ts';
import { restrictTo } from '../kernel/setup.ts';
import type { Finding } from '../kernel/violation.ts';
import { sameFinding } from '../kernel/violation.ts';
import { runToViolation } from './run.ts';

/**
 * Replays a run on the system: `same` where the system shows the violation of the model; otherwise what the system shows.
 */
export async function confirmOnSystem<State, C extends Command, O extends Outcome, View>(
  harness: Harness<State, C, O, View>,
  finding: Finding,
  run: Run<C>,
): Promise<string> {
  const found = await runToViolation(restrictTo(harness, finding), allCommandsOf(run));
  if (found !== null && sameFinding(found.violation, finding)) return 'same';
  return found?.violation.details ?? 'no violation';
}
