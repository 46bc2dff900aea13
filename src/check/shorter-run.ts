import type { Trace } from '../corpus/trace.ts';
import { explore } from '../explore/explore.ts';
import { namesOfDrawn } from '../kernel/drawn.ts';
import type { ViolatingRun } from '../kernel/run.ts';
import { modelOnSystem } from '../kernel/setup.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { sameFinding } from '../kernel/violation.ts';

/** More states than this are not explored for the sake of a sentence. */
const mostStates = 200_000;

/**
 * What is known of shorter runs with the same violation.
 *
 * - `certified`: by the certificate of the trace, no run is shorter.
 * - `not looked for`: exploring cannot show it, since only the system does, or since runs draw values at random.
 * - `shorter`: this run is shorter, and minimal, after so many states.
 * - `none`: no run is shorter, after so many states.
 * - `none near`: no run is shorter in the states nearest to the beginning; not all that are near enough were explored.
 */
export type ShorterRun =
  | { readonly kind: 'certified' | 'not looked for' }
  | { readonly kind: 'shorter'; readonly run: ViolatingRun; readonly states: number }
  | { readonly kind: 'none' | 'none near'; readonly states: number };

/** Explores up to the length of the trace, where exploring can show its violation. */
export async function lookForShorter(
  subject: AnySubject,
  trace: Trace,
  signal: AbortSignal | undefined,
): Promise<ShorterRun> {
  const { commands, violation, certificate } = trace;
  if (certificate?.kind === 'minimal') return { kind: 'certified' };
  if (violation.kind === 'divergence' || violation.kind === 'systemError' || commands.length === 0)
    return { kind: 'not looked for' };
  const model = modelOnSystem(subject, trace);
  const explored = await explore(model, {
    maxDepth: commands.length - 1,
    maxStates: mostStates,
    laneOf: subject.narration.laneOf,
    ...(signal && { signal }),
  });
  const run = explored.violations.find((one) => sameFinding(one.violation, violation));
  const states = explored.distinctStates;
  if (run !== undefined) return { kind: 'shorter', run, states };
  // Explored with one value of each drawn field alone.
  const isSample = commands.length > 1 && namesOfDrawn(model.drawn).length > 0;
  if (isSample) return { kind: 'not looked for' };
  const isAll = explored.stoppedBy === null || explored.stoppedBy === 'maxDepth';
  return { kind: isAll ? 'none' : 'none near', states };
}
