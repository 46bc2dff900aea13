import { stepInPlace } from '../kernel/execute.ts';
import type { Fingerprint } from '../kernel/fingerprint.ts';
import { foldTime } from '../kernel/instants.ts';
import { endingsOf } from '../kernel/interpreter.ts';
import { copyJson } from '../kernel/json.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import { UnsoundModel } from '../kernel/unsound-model.ts';
import { withFoldedDistances } from './canonical.ts';
import type { Compiled } from './compile.ts';
import { compile } from './compile.ts';
import { createFingerprints, summing } from './fingerprints.ts';
import type { Frontier } from './frontier.ts';
import { layoutsOf } from './layout.ts';
import { createPacking } from './packing.ts';

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
  /** The same for every ending of a command, of a model that lists endings. */
  endings(
    command: C,
    look?: (after: State, outcome: O) => void,
  ): Iterable<{ readonly outcome: O; readonly state: State }>;
  /** The same fingerprint for all merged states. */
  fingerprint(state: State): Fingerprint;
  /** Of the state that is held. */
  held(): Fingerprint;
  /** The same under every seed of the explorer, for a digest: another fingerprint of the state that is held. */
  digested(): Fingerprint;
  /** Packs a state into few bytes. */
  put(frontier: Frontier, state: State, fingerprint: Fingerprint): void;
  /** Removes the first state of the frontier, and holds it from now on. */
  take(frontier: Frontier): State;
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
  const layouts = layoutsOf(model);
  const packing = createPacking();
  const calls = { ...summing, ...packing.calls };
  let compiled: Compiled = compile(layouts.root, calls);
  const fingerprints = createFingerprints(seed, groups, () => compiled);
  const digests = seed === digestSeed ? fingerprints : createFingerprints(digestSeed, groups, () => compiled);
  /** The held state, and its form for fingerprints. */
  let from = initial;
  let form = initial;

  function putFingerprint({ high, low }: Fingerprint): void {
    packing.calls.put(high >>> 0);
    packing.calls.put(low >>> 0);
  }

  function takeFingerprint(): Fingerprint {
    return { high: packing.calls.take() | 0, low: packing.calls.take() | 0 };
  }

  function fit(state: State): void {
    if (compiled.fits(state)) return;
    layouts.learn(state);
    compiled = compile(layouts.root, calls);
    if (!compiled.fits(state))
      throw new UnsoundModel(`the model of ${model.name} has a value that is not JSON in ${JSON.stringify(state)}`);
  }

  function hold(state: State): void {
    fit(state);
    turnTo(state);
  }

  function turnTo(state: State, fingerprint?: Fingerprint): void {
    from = state;
    form = state;
    if (hasDistances) withFoldedDistances(model, state, () => (form = compiled.copy(state) as State));
    fingerprints.hold(form, fingerprint);
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
    *endings(command, look) {
      for (const { state: after, outcome, judged = after } of endingsOf(model, from, command)) {
        // An ending may share parts with the state from which it comes.
        const state = copyJson(after);
        look?.(judged === after ? state : copyJson(judged), outcome);
        foldTime(model, state);
        yield { outcome, state };
      }
    },
    fingerprint: (state) =>
      hasDistances
        ? withFoldedDistances(model, state, () => fingerprints.fingerprint(state))
        : fingerprints.fingerprint(state),
    held: () => fingerprints.held(),
    digested() {
      if (digests !== fingerprints) digests.hold(form);
      return digests.held();
    },
    put(frontier, state, fingerprint) {
      fit(state);
      packing.put(frontier, () => {
        compiled.pack(state);
        if (fingerprints.isPlain) putFingerprint(fingerprint);
      });
    },
    take(frontier) {
      let state = initial;
      let fingerprint: Fingerprint | undefined;
      packing.take(frontier, () => {
        state = compiled.unpack() as State;
        if (fingerprints.isPlain) fingerprint = takeFingerprint();
      });
      turnTo(state, fingerprint);
      return state;
    },
  };
}
