import * as fc from 'fast-check';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import { breaks, fallsOf } from '../minimise/falls.ts';
import type { Fall } from '../minimise/falls.ts';
import { minimise } from '../minimise/minimise.ts';

/** How many failing runs of an invariant are minimised; the shortest result counts. */
const triesPerInvariant = 25;

/** For each invariant that falls in random runs of the model, in the order of ids, the shortest runs in which it does. */
export async function shortestFalls<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  arbitrary: fc.Arbitrary<readonly C[]>,
  { runs, seed }: { readonly runs: number; readonly seed: number },
  beforeRun: () => Promise<void>,
): Promise<Fall<C>[][]> {
  const byId = new Map<string, Fall<C>[]>();
  const property = fc.asyncProperty(arbitrary, async (commands) => {
    await beforeRun();
    for (const fall of fallsOf(model, commands)) {
      const known = byId.get(fall.name) ?? [];
      known.push(fall);
      known.sort((a, b) => a.commands.length - b.commands.length);
      byId.set(fall.name, known.slice(0, triesPerInvariant));
    }
  });
  const { errorInstance } = await fc.check(property, { seed, numRuns: runs, endOnFailure: true });
  if (errorInstance instanceof Error) throw errorInstance;
  return [...byId].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, falls]) => falls);
}

/** Minimises runs in which one invariant falls; the shortest of the results, and of those the plainest. Told of every try. */
export async function shortestOf<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  candidates: readonly Fall<C>[],
  tried: (commands: readonly C[], isStillBroken: boolean) => Promise<void>,
): Promise<Fall<C>> {
  const results: Fall<C>[] = [];
  for (const fall of candidates) {
    const reproduces = async (commands: readonly C[]): Promise<boolean> => {
      const isStillBroken = breaks(model, commands, fall);
      await tried(commands, isStillBroken);
      return isStillBroken;
    };
    results.push({
      ...fall,
      commands: await minimise(model, fall.commands, reproduces),
    });
  }
  const [best] = results.toSorted((a, b) => a.commands.length - b.commands.length || plainness(a, b));
  if (best === undefined) throw new Error('an invariant without a run in which it falls');
  return best;
}

/** Fewer faults first, then the order of their texts, so that the answer is the same every time. */
function plainness<C extends Command>(a: Fall<C>, b: Fall<C>): number {
  const faultsOf = ({ commands }: Fall<C>): number => commands.filter(({ fault }) => fault !== undefined).length;
  return faultsOf(a) - faultsOf(b) || (JSON.stringify(a.commands) < JSON.stringify(b.commands) ? -1 : 1);
}
