import * as fc from 'fast-check';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import { mustFit } from '../kernel/set-up.ts';
import type { Policies, Scope, Subject, SystemKind } from '../kernel/subject.ts';
import { everySystemOf } from '../kernel/subject.ts';
import type { Finding } from '../kernel/violation.ts';
import { askedFor } from '../kernel/violation.ts';
import { asFastCheckCommand } from './fast-check-commands.ts';
import type { Lockstep, LockstepOptions } from './lockstep.ts';
import { startLockstep, ViolationFound } from './lockstep.ts';

/** A model, and how to stand up the system beside it. */
export interface Pair<State, C extends Command, O extends Outcome, View> {
  readonly model: Model<State, C, O, View>;
  readonly open: () => ReturnType<SystemKind<C, O, View>['open']>;
  /** How many of them may be open at once; one where it is not said. */
  readonly atOnce?: number | undefined;
}

/** The model and the system of that name, under these policies and in this scope. Throws where there is no such system, policy or size. */
export function pairOf<State, C extends Command, O extends Outcome, View, P extends Policies, S extends Scope>(
  subject: Subject<State, C, O, View, P, S>,
  { system: name, policies, scope }: { readonly system: string; readonly policies: P; readonly scope: S },
): Pair<State, C, O, View> {
  mustFit(subject, { policies, scope });
  const system = everySystemOf(subject).find((candidate) => candidate.name === name);
  if (system === undefined) {
    const names = everySystemOf(subject)
      .map((candidate) => candidate.name)
      .join(', ');
    throw new Error(`${subject.name} has no system '${name}'; it has ${names}`);
  }
  return {
    model: subject.model(policies, scope),
    open: () => system.open(policies, scope),
    atOnce: system.atOnce ?? 1,
  };
}

/** One run from beginning to end on a fresh system. Throws `ViolationFound`. */
export async function runInLockstep<State, C extends Command, O extends Outcome, View>(
  { model, open }: Pair<State, C, O, View>,
  commands: readonly C[],
  options?: LockstepOptions<State, View, C, O>,
): Promise<void> {
  const system = await open();
  try {
    const lockstep = await startLockstep(model, system, options);
    const steps: fc.AsyncCommand<Lockstep<C>, object>[] = commands.map(asFastCheckCommand);
    await fc.asyncModelRun(() => ({ model: lockstep, real: system }), steps);
    await lockstep.recover();
  } finally {
    await system.close();
  }
}

/** The violation that a run of these commands ends in; `null` where it ends well. */
export async function violationOf<State, C extends Command, O extends Outcome, View>(
  pair: Pair<State, C, O, View>,
  commands: readonly C[],
): Promise<ViolationFound<C> | null> {
  try {
    await runInLockstep(pair, commands);
    return null;
  } catch (error) {
    if (error instanceof ViolationFound) return error as ViolationFound<C>;
    throw error;
  }
}

/** The same pair, with an eye on this one finding: another invariant that falls on the way does not end the run. */
export function watching<State, C extends Command, O extends Outcome, View>(
  pair: Pair<State, C, O, View>,
  finding: Finding,
): Pair<State, C, O, View> {
  return { ...pair, model: { ...pair.model, ...askedFor(pair.model, finding) } };
}
