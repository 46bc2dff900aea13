import * as fc from 'fast-check';
import { interleavings } from '../check/interleavings.ts';
import { runToViolation } from '../check/run.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import { Strayed } from '../kernel/real-time.ts';
import { setUp } from '../kernel/setup.ts';
import type { Policies, Scope, Subject } from '../kernel/subject.ts';
import { renderViolatingRun } from '../report/failed-check.ts';
import { assertNoFaults } from './assert-no-faults.ts';
import type { RunOptions } from './run-options.ts';
import { setupOptionsOf, usualLength } from './run-options.ts';

/**
 * The property that every run of the subject holds, for `fc.assert` in any test runner. A violation throws an error with the
 * run as a timeline; fast-check shrinks it, and replays it by its seed and path. Throws `ConfigurationError`.
 */
export function propertyOf<State, C extends Command, O extends Outcome, View, P extends Policies, S extends Scope>(
  subject: Subject<State, C, O, View, P, S>,
  options: RunOptions<P, S> = {},
): fc.IAsyncPropertyWithHooks<[readonly C[]]> {
  const how = setupOptionsOf(subject, options);
  const setup = setUp(subject, how);
  const generation = { ...subject.generation, ...options.generation };
  const runs = interleavings(setup.model, generation, options.length ?? usualLength);
  return fc.asyncProperty(runs, async (commands) => {
    await assertNoFaults(subject);
    // A run without a verdict is left out, and too many are an error of fast-check.
    const found = await runToViolation(setup, commands).catch((error: unknown) => {
      fc.pre(!(error instanceof Strayed));
      throw error;
    });
    if (found === null) return;
    throw new Error(renderViolatingRun(subject, how, found).join('\n'));
  });
}
