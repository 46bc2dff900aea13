import { BadEnvironment } from '../kernel/bad-environment.ts';
import type { Disagreement } from '../kernel/disagreement.ts';
import { disagreementOf, viewsDisagree } from '../kernel/disagreement.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Outcome, System } from '../kernel/model.ts';
import type { OpenModel, Possible } from '../kernel/possible-states.ts';
import { endingsOf, leftBy, showing } from '../kernel/possible-states.ts';
import { nextRecovery } from '../kernel/recovery.ts';
import type { Violation } from '../kernel/violation.ts';
import { ViolationFound } from './lockstep.ts';

/**
 * A model that answers with a set of states, and a system. What the system answers narrows the set, and so does a look
 * at it. An empty set is the violation: the system did what cannot have been.
 */
export interface OpenLockstep<C, State> {
  /** The states in which the world may be, each once. */
  readonly possible: readonly State[];
  /** One command on both sides, without a look at what became of it. Throws `ViolationFound`. */
  perform(command: C): Promise<void>;
  /** The next view: it decides what the answers left open. Throws `ViolationFound`. */
  look(): Promise<void>;
  /** A look, then recovery until quiet, always the first command on offer, each with a look; then the settled invariants. Throws `ViolationFound`. */
  recover(): Promise<void>;
}

/** Brings model and system to the beginning of a run, and compares them there. Throws `ViolationFound`. */
export async function startOpenLockstep<State, C extends Command, O extends Outcome, View>(
  model: OpenModel<State, C, O, View>,
  system: System<C, O, View>,
): Promise<OpenLockstep<C, State>> {
  const performed: C[] = [];
  const atFirst = model.view(model.initial);
  const fallenAtFirst = model.invariants.find((invariant) => 'holds' in invariant && !invariant.holds(atFirst)) ?? null;
  let possible: readonly Possible<State, View, C, O>[] = [{ state: model.initial, fallen: fallenAtFirst }];

  function fail(violation: Omit<Violation, 'at'>, at = Math.max(0, performed.length - 1)): never {
    throw new ViolationFound({ ...violation, at }, [...performed]);
  }

  /** No state is left. */
  function none(found: readonly Disagreement[]): never {
    const command = performed.at(-1);
    const [{ name } = { name: 'view' }] = found;
    const all = found.map(({ details }) => details).join('; or ');
    const details = found.length === 1 ? all : `none of ${found.length} possible states: ${all}`;
    return fail({
      kind: 'disagreement',
      name,
      ...(command !== undefined && { where: command.type }),
      side: 'system',
      details,
    });
  }

  async function asked<Answer>(answer: Promise<Answer>): Promise<Answer> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof BadEnvironment) throw error;
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      return fail({ kind: 'error', name, side: 'system', details: `the system threw ${name}: ${message}` });
    }
  }

  async function perform(command: C): Promise<void> {
    performed.push(command);
    const endings = endingsOf(model, possible, command);
    const outcome = await asked(system.perform(command));
    possible = leftBy(endings, outcome);
    if (possible.length === 0) {
      none(
        endings.flatMap((ending) => {
          const found = disagreementOf(command, { ...ending, view: null }, { outcome, view: null });
          return found === null ? [] : [found];
        }),
      );
    }
    mustHold();
  }

  async function look(): Promise<void> {
    const view = await asked(system.view());
    const before = possible;
    possible = showing(model, before, view);
    if (possible.length === 0) {
      none(
        before.flatMap(({ state }) => {
          const found = viewsDisagree(model.view(state), view);
          return found === null ? [] : [found];
        }),
      );
    }
    mustHold();
  }

  /** What fell on every way that is left has fallen in truth. */
  function mustHold(): void {
    const [first] = possible;
    if (first === undefined || possible.some(({ fallen }) => fallen === null)) return;
    const { fallen } = first;
    if (fallen !== null) fail({ kind: 'invariant', name: fallen.id, side: 'both', details: fallen.says });
  }

  async function recover(): Promise<void> {
    await look();
    const at = performed.length;
    for (let count = 0; ; count += 1) {
      const command = nextForAll(count);
      if (command === 'quiet') break;
      if (command === 'endless') {
        performed.length = at;
        fail({ kind: 'endless', name: 'recovery', side: 'model', details: `no end after ${count} commands` }, at);
      }
      await perform(command);
      await look();
    }
    const view = model.view(someState());
    const unsettled = model.settled.find((invariant) => !invariant.holds(view));
    if (unsettled === undefined) return;
    performed.length = at;
    fail({ kind: 'settled', name: unsettled.id, side: 'both', details: unsettled.says }, at);
  }

  /** What is left shows the same, and has to recover alike: there is one system to do it. */
  function nextForAll(count: number): C | 'quiet' | 'endless' {
    const [first, ...others] = possible.map(({ state }) => nextRecovery(model, state, count));
    if (first === undefined || others.some((other) => !sameJson(other, first)))
      throw new Error(`${model.name} recovers in different ways from states that show the same`);
    return first;
  }

  function someState(): State {
    const [first] = possible;
    if (first === undefined) throw new Error('no state is possible, and nobody said so');
    return first.state;
  }

  await look();
  return {
    get possible() {
      return possible.map(({ state }) => state);
    },
    perform,
    look,
    recover,
  };
}
