import { stepInPlace } from '../kernel/execute.ts';
import type { Fingerprint } from '../kernel/fingerprint.ts';
import { foldTime } from '../kernel/instants.ts';
import { copyJson } from '../kernel/json.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import { UnsoundModel } from '../kernel/unsound-model.ts';
import { withFoldedDistances } from './canonical.ts';
import type { Compiled } from './compile.ts';
import { compile } from './compile.ts';
import { createLayouts } from './layout.ts';
import { createPacking } from './packing.ts';
import { createPrints, summing } from './prints.ts';
import type { Shelf } from './shelf.ts';

/**
 * A model's states, with reductions. A single state is held at a time: steps start from it, and fingerprints of other states
 * come from their difference to it.
 */
export interface Space<State, C extends Command, O extends Outcome> {
  /** Its own copy of the initial state. */
  readonly initial: State;
  /** The state must not be changed any more. */
  hold(state: State): void;
  /** Where a command leads from the state that is held, with its instants shifted so that its clock reads zero. */
  step(command: C, look?: (after: State, outcome: O) => void): { readonly outcome: O; readonly state: State };
  /** The same fingerprint for all merged states. */
  print(state: State): Fingerprint;
  /** Of the state that is held. */
  held(): Fingerprint;
  /** The same under every seed of the explorer, for a digest: another fingerprint of the state that is held. */
  digested(): Fingerprint;
  /** Packs a state into few bytes. */
  put(shelf: Shelf, state: State, print: Fingerprint): void;
  /** Removes the first state of the frontier, and holds it from now on. */
  take(shelf: Shelf): State;
}

/** Which states are merged. States that differ only by a shift of all instants always are. */
export interface Reductions {
  /** Merges states that differ only by names. */
  readonly symmetry: boolean;
  /**
   * Merges states that differ only by the distances between their deadlines, where the model says that these do not count.
   */
  readonly distances: boolean;
  /** Of the fingerprints. */
  readonly seed: number;
}

const digestSeed = 0;

export function spaceOf<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  { symmetry, distances, seed }: Reductions,
): Space<State, C, O> {
  const hasDistances = distances && model.instants !== undefined;
  const groups = (symmetry ? (model.symmetry ?? []) : []).filter(({ length }) => length > 1);
  const initial = copyJson(model.initial);
  const layouts = createLayouts();
  const packing = createPacking();
  const calls = { ...summing, ...packing.calls };
  let compiled: Compiled = compile(layouts.root, calls);
  const prints = createPrints(seed, groups, () => compiled);
  const digests = seed === digestSeed ? prints : createPrints(digestSeed, groups, () => compiled);
  /** The held state, and its form for fingerprints. */
  let from = initial;
  let form = initial;

  function putPrint({ high, low }: Fingerprint): void {
    packing.calls.put(high >>> 0);
    packing.calls.put(low >>> 0);
  }

  function takePrint(): Fingerprint {
    return { high: packing.calls.take() | 0, low: packing.calls.take() | 0 };
  }

  function fit(state: State): void {
    if (compiled.fits(state)) return;
    layouts.learn(state);
    compiled = compile(layouts.root, calls);
    if (!compiled.fits(state))
      throw new UnsoundModel(`the model ${model.name} has a value that is not JSON in ${JSON.stringify(state)}`);
  }

  function hold(state: State): void {
    fit(state);
    turnTo(state);
  }

  function turnTo(state: State, print?: Fingerprint): void {
    from = state;
    form = state;
    if (hasDistances) withFoldedDistances(model, state, () => (form = compiled.copy(state) as State));
    prints.hold(form, print);
  }

  hold(initial);
  return {
    initial,
    hold,
    step(command, look) {
      const state = compiled.copy(from) as State;
      const outcome = stepInPlace(model, state, command);
      look?.(state, outcome);
      foldTime(model, state);
      return { outcome, state };
    },
    print: (state) =>
      hasDistances ? withFoldedDistances(model, state, () => prints.print(state)) : prints.print(state),
    held: () => prints.held(),
    digested() {
      if (digests !== prints) digests.hold(form);
      return digests.held();
    },
    put(shelf, state, print) {
      fit(state);
      packing.put(shelf, () => {
        compiled.pack(state);
        if (prints.isPlain) putPrint(print);
      });
    },
    take(shelf) {
      let state = initial;
      let print: Fingerprint | undefined;
      packing.take(shelf, () => {
        state = compiled.unpack() as State;
        if (prints.isPlain) print = takePrint();
      });
      turnTo(state, print);
      return state;
    },
  };
}
