import { audited } from './audit.ts';
import { BadEnvironment } from '../kernel/bad-environment.ts';
import type { Disagreement } from '../kernel/disagreement.ts';
import { disagreementOf, viewsDisagree } from '../kernel/disagreement.ts';
import { stepOnCopy } from '../kernel/execute.ts';
import { broken, holdsAfter } from '../kernel/invariant.ts';
import type { Step } from '../kernel/invariant.ts';
import type { Command, Model, Outcome, System } from '../kernel/model.ts';
import { nextRecovery } from '../kernel/recovery.ts';
import type { Violation } from '../kernel/violation.ts';

/** A run came upon a violation. */
export class ViolationFound<C> extends Error {
  override name = 'ViolationFound';
  readonly violation: Violation;
  /** All that was performed until then, with as much of the recovery as it took. */
  readonly commands: readonly C[];

  constructor(violation: Violation, commands: readonly C[]) {
    super(`${violation.name}: ${violation.details}`);
    this.violation = violation;
    this.commands = commands;
  }
}

/** Told of every step of the run itself; the recovery is not part of it. */
export type Observer<State, View, C, O> = (step: Step<View, C, O>, state: State) => void;

export interface LockstepOptions<State, View, C, O> {
  readonly observe?: Observer<State, View, C, O> | undefined;
  /** Whether the model itself is looked at, too; takes twice as long. */
  readonly isAudited?: boolean;
}

/** A model and a system that take the same steps, compared after each. */
export interface Lockstep<C> {
  /** One command on both sides. Throws `ViolationFound`. */
  perform(command: C): Promise<void>;
  /** Recovery until quiet, always the first command on offer, then the settled invariants. Throws `ViolationFound`. */
  recover(): Promise<void>;
}

/** Brings model and system to the beginning of a run, and compares them there. Throws `ViolationFound`. */
export async function startLockstep<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  system: System<C, O, View>,
  { observe, isAudited = false }: LockstepOptions<State, View, C, O> = {},
): Promise<Lockstep<C>> {
  const performed: C[] = [];
  let state = model.initial;
  let view = model.view(state);
  mustAgree(viewsDisagree(view, await system.view().catch(threw)));

  function fail(violation: Omit<Violation, 'at'>, at = Math.max(0, performed.length - 1)): never {
    throw new ViolationFound({ ...violation, at }, [...performed]);
  }

  /** Where the views are the same, so is what the invariants say of them, and one reading serves both sides. */
  function mustAgree(found: Disagreement | null, onSystem: string[] = []): void {
    if (found === null) return;
    const details = [found.details, ...onSystem].join('; ');
    fail({ kind: 'disagreement', name: found.name, ...place(), side: 'system', details });
  }

  function place(): Pick<Violation, 'where'> {
    const last = performed.at(-1);
    return last === undefined ? {} : { where: last.type };
  }

  function fallenOnSystem(seen: Step<View, C, O>, onModel: Step<View, C, O>): string[] {
    const fallen = model.invariants.filter((one) => !holdsAfter(one, seen) && holdsAfter(one, onModel));
    return fallen.map(({ id }) => `${id} falls on the system alone`);
  }

  const fallen = model.invariants.find((invariant) => 'holds' in invariant && !invariant.holds(view));
  if (fallen !== undefined) fail({ kind: 'invariant', name: fallen.id, side: 'both', details: fallen.says });

  async function perform(command: C, isRecovery: boolean): Promise<void> {
    performed.push(command);
    const before = view;
    const onCopy = stepOnCopy(model, state, command);
    const { outcome } = onCopy;
    ({ state } = isAudited ? audited(model, state, command, onCopy) : onCopy);
    view = model.view(state);
    const step = { before, command, outcome, after: view };
    if (!isRecovery) observe?.(step, state);
    let answered: O;
    let seen: View;
    try {
      answered = await system.perform(command);
      seen = await system.view();
    } catch (error) {
      return threw(error);
    }
    const found = disagreementOf(command, { outcome, view }, { outcome: answered, view: seen });
    if (found !== null) mustAgree(found, fallenOnSystem({ ...step, outcome: answered, after: seen }, step));
    const invariant = broken(model.invariants, step);
    if (invariant !== undefined) {
      fail({ kind: 'invariant', name: invariant.id, side: 'both', details: invariant.says });
    }
  }

  function threw(error: unknown): never {
    if (error instanceof BadEnvironment) throw error;
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return fail({ kind: 'error', name, ...place(), side: 'system', details: `the system threw ${name}: ${message}` });
  }

  return {
    perform: (command) => perform(command, false),
    async recover() {
      const at = performed.length;
      for (let count = 0; ; count += 1) {
        const command = nextRecovery(model, state, count);
        if (command === 'quiet') break;
        if (command === 'endless') {
          performed.length = at;
          fail({ kind: 'endless', name: 'recovery', side: 'model', details: `no end after ${count} commands` }, at);
        }
        await perform(command, true);
      }
      const unsettled = model.settled.find((invariant) => !invariant.holds(view));
      if (unsettled === undefined) return;
      performed.length = at;
      fail({ kind: 'settled', name: unsettled.id, side: 'both', details: unsettled.says }, at);
    },
  };
}
