import { disagreementOf, viewsDisagree } from '../kernel/disagreement.ts';
import { stepOnCopy } from '../kernel/execute.ts';
import { broken } from '../kernel/invariant.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import { nextRecovery } from '../kernel/recovery.ts';
import type { Violation } from '../kernel/violation.ts';
import { ViolationFound } from './lockstep.ts';

/** A system that answers at once, as one in memory can. */
export interface SyncSystem<C extends Command, O extends Outcome, View> {
  perform(command: C): O;
  view(): View;
}

/** A model and a system that take the same steps, compared after each. */
export interface SyncLockstep<C> {
  /** One command on both sides. Throws `ViolationFound`, and whatever the system throws. */
  perform(command: C): void;
  /** Recovery until quiet, always the first command on offer, then the settled invariants. Throws `ViolationFound`. */
  recover(): void;
}

/** As `startLockstep`, without promises: for `fc.property` and `fc.modelRun`. Throws `ViolationFound`. */
export function startSyncLockstep<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  system: SyncSystem<C, O, View>,
): SyncLockstep<C> {
  const performed: C[] = [];
  let state = model.initial;

  function fail(violation: Omit<Violation, 'at'>, at = Math.max(0, performed.length - 1)): never {
    throw new ViolationFound({ ...violation, at }, [...performed]);
  }

  function perform(command: C): void {
    performed.push(command);
    const before = model.view(state);
    const { outcome, state: next } = stepOnCopy(model, state, command);
    state = next;
    const after = model.view(state);
    const found = disagreementOf(
      command,
      { outcome, view: after },
      { outcome: system.perform(command), view: system.view() },
    );
    if (found !== null) fail({ kind: 'disagreement', ...found, where: command.type, side: 'system' });
    const invariant = broken(model.invariants, { before, command, outcome, after });
    if (invariant !== undefined) fail({ kind: 'invariant', name: invariant.id, side: 'both', details: invariant.says });
  }

  const atFirst = viewsDisagree(model.view(state), system.view());
  if (atFirst !== null) fail({ kind: 'disagreement', ...atFirst, side: 'system' });
  return {
    perform,
    recover() {
      const at = performed.length;
      for (let count = 0; ; count += 1) {
        const command = nextRecovery(model, state, count);
        if (command === 'quiet') break;
        if (command === 'endless') {
          fail({ kind: 'endless', name: 'recovery', side: 'model', details: `no end after ${count} commands` }, at);
        }
        perform(command);
      }
      const view = model.view(state);
      const unsettled = model.settled.find((invariant) => !invariant.holds(view));
      if (unsettled === undefined) return;
      performed.length = at;
      fail({ kind: 'settled', name: unsettled.id, side: 'both', details: unsettled.says }, at);
    },
  };
}
