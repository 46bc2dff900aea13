import { Interrupted } from '../kernel/interrupted.ts';
import { sameJson } from '../kernel/json.ts';
import { judgeRecovery, judgeSettled } from '../kernel/judge.ts';
import type { Command, Model, Outcome, System } from '../kernel/model.ts';
import type { OverlapNaming } from '../kernel/observation.ts';
import type { Patience } from '../kernel/patience.ts';
import { answerInTime } from '../kernel/patience.ts';
import type { RaceViolation } from '../kernel/race-violation.ts';
import { nextRecoveryOfAny } from '../kernel/recovery.ts';
import { renameForSystem } from '../kernel/renaming.ts';
import { UserError } from '../kernel/user-error.ts';
import { matchViews } from '../linearize/match-views.ts';
import type { NamedState } from '../linearize/named-state.ts';
import { namedSpecification, pairsOf } from '../linearize/named.ts';
import type { RaceRecovery, RecoveryStep } from './race-recovery.ts';
import { recoverByContract } from './recover-by-contract.ts';

/**
 * Recovers the system after a race in lockstep with the model, from the states in which the race may have ended, as a check
 * does it: always by the first command of the first state that has one. Outcomes and views narrow the states; where none is
 * left, the system is wrong, and so it is where all of those that are left violate a settled invariant. A contract is asked in
 * the place of the model that only guesses its answers.
 */
export async function recoverRun<State, C extends Command, O extends Outcome, View>(
  {
    model,
    naming = {},
    ...patience
  }: Patience & { readonly model: Model<State, C, O, View>; readonly naming?: OverlapNaming },
  ends: readonly NamedState<State>[],
  {
    system,
    view,
    way,
  }: {
    readonly system: Pick<System<C, O, View>, 'perform' | 'view'>;
    readonly view: View;
    /** The name of the way to recover, where a contract has several; by default the first. */
    readonly way?: string | undefined;
  },
): Promise<RaceRecovery<C, O>> {
  const { contract } = model;
  if (contract !== undefined) {
    const known = ends.map(({ state }) => state);
    return recoverByContract(contract, known, system, { ...patience, way });
  }
  const fields = new Set(naming.drawnNames);
  const { take, accept } = namedSpecification(model, naming);
  const recovery: RecoveryStep<C, O>[] = [];
  const recovered = (violation: RaceViolation | null): RaceRecovery<C, O> => ({ recovery, violation });
  let possible = ends;
  let seen = view;

  /** A command with the names that the system has drawn, also those that only its view has shown. */
  function forSystem(command: C): C {
    const from = possible.find(({ state }) => model.recovery(state).length > 0);
    if (from === undefined || fields.size === 0) return command;
    const lists = new Set(naming.unordered);
    const pairs = matchViews(model.view(from.state), seen, { fields, lists, pairs: pairsOf(from.names) });
    return renameForSystem(command, fields, pairs ?? pairsOf(from.names));
  }

  for (let count = 0; ; count += 1) {
    const next = nextRecoveryOfAny(model, possible, count, ends.length);
    if (next === 'quiescent') break;
    if (next === 'nonTerminating')
      return recovered({ kind: 'recovery', details: `the recovery has ${judgeRecovery(count).details}` });
    const command = forSystem(next);
    let outcome: O;
    try {
      outcome = await answerInTime(system.perform(command), patience);
      seen = await answerInTime(system.view(), patience);
    } catch (error) {
      if (error instanceof UserError) throw error;
      // An interruption is no violation; the search ends after this schedule.
      if (error instanceof Interrupted) return recovered(null);
      const thrown = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      return recovered({ kind: 'recovery', details: `${command.type} in the recovery: ${thrown.split('\n')[0]}` });
    }
    recovery.push({ command, outcome });
    const question = { command, outcome, isOverlapped: false };
    const taken = possible.flatMap((from) => take(from, question));
    const left = taken.filter((one, at) => taken.findIndex((other) => sameJson(other, one)) === at);
    possible = left.filter((one) => accept(one, seen));
    if (possible.length > 0) continue;
    const what = left.length === 0 ? 'its outcome' : 'the view after it';
    return recovered({
      kind: 'recovery',
      details: `${command.type} in the recovery: no state in which the race may have ended leads to ${what}`,
    });
  }
  const unsettled = judgeSettled(
    model,
    possible.map(({ state }) => ({ view: model.view(state) })),
  );
  return recovered(unsettled && { kind: 'settled', details: `after the recovery: ${unsettled.details}` });
}
