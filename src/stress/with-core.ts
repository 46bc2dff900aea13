import type { Command, Outcome } from '../kernel/model.ts';
import type { Setup } from '../kernel/setup.ts';
import type { Struck } from '../kernel/strikes.ts';
import { withStrikes } from '../kernel/strikes.ts';
import type { LinearizeOptions } from '../linearize/linearization.ts';
import { linearizeRound } from '../linearize/linearize.ts';
import type { StressReport } from './report.ts';

/** The report with the core of its violation, as far as the limits allow; as it is where it has no illegal history. */
export async function withCore(
  { model, naming = {} }: Setup<unknown, Command, Outcome, unknown>,
  report: StressReport,
  {
    struck,
    ...limits
  }: Omit<LinearizeOptions<never, never>, 'initial' | 'look'> & {
    readonly struck?: Struck<Command> | undefined;
  },
): Promise<StressReport> {
  const { violation } = report;
  if (violation?.kind !== 'illegal') return report;
  const { initial, operations, look } = violation;
  const options = { ...limits, naming, initial, look, findsEnds: 'none' } as const;
  const { linearization: found } = await linearizeRound(withStrikes(model, struck), operations, options);
  return found.verdict === 'illegal' ? { ...report, violation: { ...violation, found } } : report;
}
