import { sameJson } from '../kernel/json.ts';
import type { Command, Outcome, System } from '../kernel/model.ts';
import type { NamedState } from '../linearize/named-state.ts';
import type { RaceRecovery } from './race-recovery.ts';
import { recoverRun } from './recover-run.ts';
import type { RaceRun, RaceSetup } from './run-race.ts';

/** Recovers a system after a run of a race, from the states in which it may have ended. */
export type RecoverAfter<State, C extends Command, O extends Outcome, View> = (
  run: RaceRun<C, O, View>,
  ends: readonly NamedState<State>[],
  system: System<C, O, View>,
) => Promise<RaceRecovery<C, O>>;

/**
 * Recoveries after the schedules of a race: one for all schedules that end in the same view and the same states, and in which
 * every actor saw the same, statement by statement: the same answers, and the same waits. They left the same rows.
 */
export function rememberRecoveries<State, C extends Command, O extends Outcome, View>({
  setup,
}: Pick<RaceSetup<State, C, O, View>, 'setup'>): RecoverAfter<State, C, O, View> {
  const known: { readonly after: unknown; readonly recovery: RaceRecovery<C, O> }[] = [];
  return async (run, ends, system) => {
    const after = { ends, view: run.view, seen: seenByActor(run) };
    const found = known.find((one) => sameJson(one.after, after));
    if (found !== undefined) return found.recovery;
    const recovery = await recoverRun(setup, ends, { system, view: run.view });
    known.push({ after, recovery });
    return recovery;
  };
}

/** What each actor did and saw, whatever the others did in between. */
function seenByActor({ steps, operations }: Pick<RaceRun<Command, Outcome, unknown>, 'steps' | 'operations'>): unknown {
  const seen = new Map<string | null, unknown[]>();
  const add = (actor: string | null, what: unknown): void => void seen.set(actor, [...(seen.get(actor) ?? []), what]);
  for (const step of steps)
    add(step.actor, step.kind === 'call' ? step.command : [step.kind, step.statement, step.answer, step.cut ?? null]);
  for (const { actor, outcome } of operations) add(actor, outcome);
  return [...seen].toSorted(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1));
}
