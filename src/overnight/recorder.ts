import type { CheckListener } from '../check/watch.ts';
import type { Fingerprint } from '../kernel/fingerprint.ts';
import { fingerprintOf } from '../kernel/fingerprint.ts';
import { fingerprintByName } from '../kernel/instants.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { IncidenceCounts } from './incidence.ts';

export interface Recorder<State> extends Pick<CheckListener<State>, 'see'> {
  startRun(): void;
}

/** Counts the states and edges that runs reach, by name, as exploring does. `firstRun` is the number of the first run. */
export function recordIncidence<State, C extends Command>(
  model: Pick<Model<State, C, never, never>, 'initial' | 'instants'>,
  {
    states,
    edges,
    firstRun,
  }: { readonly states: IncidenceCounts; readonly edges: IncidenceCounts; readonly firstRun: number },
): Recorder<State> {
  const initial = fingerprintByName(model, model.initial);
  let run = firstRun - 1;
  let at = initial;

  return {
    startRun() {
      run += 1;
      at = initial;
      states.show(initial, run);
    },
    see({ command, outcome }, _state, fingerprint) {
      states.show(fingerprint, run);
      edges.show(edgeOf(at, command, outcome), run);
      at = fingerprint;
    },
  };
}

function edgeOf({ high, low }: Fingerprint, command: Command, { type }: Outcome): Fingerprint {
  const of = fingerprintOf([command, type]);
  // Other than by a sum: the two lanes of a state and those of what is done there have to stay apart.
  return {
    high: Math.imul(high, 0x9e37_79b1) ^ of.high,
    low: ((Math.imul(low, 0x85eb_ca6b) ^ of.low) + (high >>> 16)) | 0,
  };
}
