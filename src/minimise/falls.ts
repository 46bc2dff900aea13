import { stepOnCopy } from '../kernel/execute.ts';
import { holdsAfter } from '../kernel/invariant.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import { nextRecovery } from '../kernel/recovery.ts';
import type { Finding } from '../kernel/violation.ts';
import { askedFor, sameFinding } from '../kernel/violation.ts';

/** An invariant that a run breaks on the model. */
export interface Fall<C> {
  readonly kind: 'invariant' | 'settled' | 'endless';
  readonly name: string;
  /** The commands up to the one at which it fell, recovery included; the whole run for a settled one. */
  readonly commands: readonly C[];
}

/** Every invariant that falls when the model alone takes these commands and then recovers, each where it first falls. */
export function fallsOf<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  commands: readonly C[],
): Fall<C>[] {
  const falls: Fall<C>[] = [];
  const standing = new Set(model.invariants);
  const performed: C[] = [];
  let state = model.initial;

  function perform(command: C): void {
    performed.push(command);
    const before = model.view(state);
    const executed = stepOnCopy(model, state, command);
    state = executed.state;
    const step = { before, command, outcome: executed.outcome, after: model.view(state) };
    for (const invariant of standing) {
      if (holdsAfter(invariant, step)) continue;
      standing.delete(invariant);
      falls.push({ kind: 'invariant', name: invariant.id, commands: [...performed] });
    }
  }

  const atFirst = model.view(state);
  for (const invariant of model.invariants) {
    if (!('holds' in invariant) || invariant.holds(atFirst)) continue;
    standing.delete(invariant);
    falls.push({ kind: 'invariant', name: invariant.id, commands: [] });
  }
  for (const command of commands) perform(command);
  for (let count = 0; ; count += 1) {
    const command = nextRecovery(model, state, count);
    if (command === 'quiet') break;
    if (command === 'endless') return [...falls, { kind: 'endless', name: 'recovery', commands }];
    perform(command);
  }
  const settledView = model.view(state);
  const unsettled = model.settled.filter((invariant) => !invariant.holds(settledView));
  return [...falls, ...unsettled.map(({ id }): Fall<C> => ({ kind: 'settled', name: id, commands }))];
}

/** Whether the run breaks this invariant: a settled one after its recovery, any other before its recovery begins. */
export function breaks<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  commands: readonly C[],
  finding: Finding,
): boolean {
  const recovery = finding.kind === 'invariant' ? (): C[] => [] : model.recovery;
  return fallsOf({ ...model, ...askedFor(model, finding), recovery }, commands).some((fall) =>
    sameFinding(fall, finding),
  );
}
