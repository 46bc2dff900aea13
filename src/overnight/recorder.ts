import type { Onlooker } from '../check/watch.ts';
import { printByName } from '../explore/explore-by-name.ts';
import type { Fingerprint } from '../kernel/fingerprint.ts';
import { fingerprintOf } from '../kernel/fingerprint.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { Things } from './things.ts';

export interface Recorder<State> extends Pick<Onlooker<State>, 'see'> {
  startRun(): void;
}

/** Counts the states and the edges that runs come upon, name by name as exploring does. `firstRun` is the number of the first run. */
export function recordThings<State, C extends Command>(
  model: Pick<Model<State, C, never, never>, 'initial' | 'instants'>,
  { states, edges, firstRun }: { readonly states: Things; readonly edges: Things; readonly firstRun: number },
): Recorder<State> {
  const initial = printByName(model, model.initial);
  const folded = createPrintCache();
  let run = firstRun - 1;
  let at = initial;

  return {
    startRun() {
      run += 1;
      at = initial;
      states.show(initial, run);
    },
    see({ command, outcome }, state, print) {
      const to = folded.get(print) ?? folded.put(print, printByName(model, state));
      states.show(to, run);
      edges.show(edgeOf(at, command, outcome), run);
      at = to;
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

/** How many places a cache of prints has: runs begin alike, so most of what they come to has just been there. */
const places = 1 << 14;

/** From the fingerprint of a state to that of the same with its instants shifted. A later one takes an earlier one's place. */
function createPrintCache(): {
  get(print: Fingerprint): Fingerprint | undefined;
  put(print: Fingerprint, folded: Fingerprint): Fingerprint;
} {
  const table = new Int32Array(places * 4);
  const placeOf = ({ high, low }: Fingerprint): number => ((low ^ high) & (places - 1)) * 4;
  return {
    get(print) {
      const at = placeOf(print);
      if (table[at] !== print.high || table[at + 1] !== print.low) return undefined;
      return { high: table[at + 2] ?? 0, low: table[at + 3] ?? 0 };
    },
    put(print, folded) {
      table.set([print.high, print.low, folded.high, folded.low], placeOf(print));
      return folded;
    },
  };
}
