import type { ReachedGraph } from '../explore/reached-graph.ts';
import { edgesOfRun } from '../explore/reached-graph.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command } from '../kernel/model.ts';
import type { PathStep } from '../kernel/reached.ts';
import type { Share } from './seen.ts';

/** Counts the transitions of a whole scope that runs have driven. */
export interface DrivenRecorder<State, C> {
  /** A run as it was generated. */
  generate(commands: readonly C[], steps: readonly GeneratedStep<State>[]): void;
  /** The run with these commands, the same array, begins. */
  startRun(commands: readonly C[]): void;
  /** The run has taken its next command. */
  see(command: C, state: State): void;
  driven(): Share;
}

/** A step as it was generated: which command, and the state after it. */
export interface GeneratedStep<State> {
  readonly by: PathStep | null;
  readonly state: State;
}

/**
 * `isOpen`: whether commands have several endings. The system chooses then, and a run counts as far as it went the way that was
 * generated.
 */
export function recordDriven<State, C extends Command>(
  graph: ReachedGraph,
  { isOpen }: { readonly isOpen: boolean },
): DrivenRecorder<State, C> {
  interface Planned {
    readonly edges: readonly number[];
    readonly states: readonly State[];
  }
  const planned = new WeakMap<readonly C[], Planned>();
  const isDriven = new Uint8Array(graph.edges);
  let seen = 0;
  let run: { readonly commands: readonly C[]; readonly planned: Planned } | null = null;
  let place = 0;

  return {
    generate(commands, steps) {
      const edges = edgesOfRun(
        graph,
        steps.map(({ by }) => by),
      );
      planned.set(commands, { edges, states: isOpen ? steps.map(({ state }) => state) : [] });
    },
    startRun(commands) {
      const known = planned.get(commands);
      run = known === undefined ? null : { commands, planned: known };
      place = 0;
    },
    see(command, state) {
      if (run === null) return;
      const edge = run.planned.edges[place];
      const isOnWay = !isOpen || (sameJson(command, run.commands[place]) && sameJson(state, run.planned.states[place]));
      if (edge === undefined || !isOnWay) {
        run = null;
        return;
      }
      place += 1;
      if (isDriven[edge] === 0) seen += 1;
      isDriven[edge] = 1;
    },
    driven: () => ({ seen, of: graph.edges, share: graph.edges === 0 ? 1 : seen / graph.edges }),
  };
}
