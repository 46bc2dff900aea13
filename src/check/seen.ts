import type { Explored } from '../kernel/explored.ts';
import { createFingerprintSet } from '../kernel/fingerprint-set.ts';
import type { Fingerprint } from '../kernel/fingerprint.ts';
import { fingerprintOf } from '../kernel/fingerprint.ts';
import { fingerprintByName } from '../kernel/instants.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Model } from '../kernel/model.ts';

export interface Share {
  readonly seen: number;
  readonly of: number;
  /** From 0 to 1. */
  readonly share: number;
}

/** How much of an exploration the runs have seen, without their recovery. */
export interface Seen {
  readonly states: Share;
  readonly edges: Share;
  /** Types of command that the exploration took and the runs never did. */
  readonly unreachedCommands: readonly string[];
  /** Outcomes of the others that the exploration came to and the runs never did, as `command: outcome`. */
  readonly unreachedOutcomes: readonly string[];
}

export interface SeenRecorder<State, C> {
  startRun(): void;
  /** `fingerprint`: of the state, by name. */
  see(command: C, state: State, fingerprint: Fingerprint): void;
  /** `outcomes`: the outcomes of the runs. */
  seen(outcomes: Explored['outcomes']): Seen;
}

/**
 * Counts states and edges as the exploration did. A run that takes a command that is not enabled has left them, and counts
 * no more.
 */
export function recordSeen<State, C extends Command>(
  model: Pick<Model<State, C, never, never>, 'initial' | 'commands' | 'instants'>,
  explored: Explored,
): SeenRecorder<State, C> {
  const states = createFingerprintSet();
  const edges = createFingerprintSet();
  const initial = fingerprintByName(model, model.initial);
  let at: { readonly state: State; readonly fingerprint: Fingerprint } | null = null;

  function reach(state: State, fingerprint: Fingerprint): void {
    at = { state, fingerprint };
    states.add(fingerprint);
  }

  return {
    startRun: () => reach(model.initial, initial),
    see(command, state, fingerprint) {
      if (at === null) return;
      if (!model.commands(at.state).some((enabled) => sameJson(enabled, command))) {
        at = null;
        return;
      }
      edges.add(fingerprintOf([at.fingerprint.high, at.fingerprint.low, command]));
      reach(state, fingerprint);
    },
    seen(outcomes) {
      const reached = Object.entries(explored.outcomes).filter(([type]) => Object.hasOwn(outcomes, type));
      return {
        states: shareOf(states.size, explored.states),
        edges: shareOf(edges.size, explored.edges),
        unreachedCommands: Object.keys(explored.outcomes).filter((type) => !Object.hasOwn(outcomes, type)),
        unreachedOutcomes: reached.flatMap(([type, ofType]) =>
          Object.keys(ofType)
            .filter((outcome) => !Object.hasOwn(outcomes[type] ?? {}, outcome))
            .map((outcome) => `${type}: ${outcome}`),
        ),
      };
    },
  };
}

function shareOf(seen: number, of: number): Share {
  return { seen, of, share: of === 0 ? 1 : seen / of };
}
