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
 * every actor saw the same, statement by statement: the same answers, and the same waits. They left the same rows. By a contract
 * such schedules take its ways to recover in turn, until one is wrong or each was taken; schedules that end otherwise begin with
 * the next way.
 */
export function rememberRecoveries<State, C extends Command, O extends Outcome, View>({
  setup,
}: Pick<RaceSetup<State, C, O, View>, 'setup'>): RecoverAfter<State, C, O, View> {
  const known: { readonly after: unknown; readonly taken: RaceRecovery<C, O>[] }[] = [];
  const ways = setup.model.contract?.recoveries.map(({ name }) => name) ?? [];
  return async (run, ends, system) => {
    const after = { ends, view: run.view, seen: seenByActor(run) };
    const at = known.findIndex((one) => sameJson(one.after, after));
    const taken: readonly RaceRecovery<C, O>[] = known[at]?.taken ?? [];
    const wrong = taken.find(({ violation }) => violation !== null);
    if (wrong !== undefined) return wrong;
    const [first] = taken;
    if (first !== undefined && taken.length >= ways.length) return first;
    const turn = (at === -1 ? known.length : at) + taken.length;
    const recovery = await recoverRun(setup, ends, { system, view: run.view, way: ways[turn % ways.length] });
    if (at === -1) known.push({ after, taken: [recovery] });
    else known[at]?.taken.push(recovery);
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
