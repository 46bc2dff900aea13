import type { Command, Outcome } from '../kernel/model.ts';
import { sameFinding } from '../kernel/violation.ts';
import { edgesByLength } from '../minimise/edges.ts';
import { minimise } from '../minimise/minimise.ts';
import type { Search, Short, Tries } from './counterexample.ts';
import { recordMet } from './met.ts';
import type { ViolationFound } from './lockstep.ts';
import type { Pair } from './run.ts';
import { violationOf, watching } from './run.ts';

/**
 * The shortest run that it can find with the same finding on the system: by leaving out what is not needed, and then by
 * driving the edges of the model's graph in order of length. No proof: the system may keep more than the model knows.
 */
export async function shortestOnSystem<State, C extends Command, O extends Outcome, View>(
  pair: Pair<State, C, O, View>,
  { commands, violation }: ViolationFound<C>,
  { maxDrives, laneOf, breathe }: Pick<Search<State, C, O, View>, 'maxDrives' | 'laneOf' | 'breathe'>,
  { met, improved }: Tries<C> = { met: recordMet(violation), improved: () => undefined },
): Promise<Short<C>> {
  const watched = watching(pair, violation);
  const reproduces = async (candidate: readonly C[]): Promise<boolean> => {
    await breathe();
    const again = await violationOf(watched, candidate);
    if (again === null) return false;
    // What shows in the recovery belongs to a longer run.
    if (again.commands.length > candidate.length) return false;
    const isSame = sameFinding(again.violation, violation);
    if (isSame) improved({ commands: candidate });
    else met.see(again.violation, again.commands);
    return isSame;
  };

  let best = await minimise(pair.model, commands, reproduces, { laneOf });
  const driven = await driveToShorter(edgesByLength(pair.model, best.length - 1), maxDrives, reproduces);
  if (driven.shorter !== null) best = await minimise(pair.model, driven.shorter, reproduces, { laneOf });
  const reason = `only the system shows it, and it may keep more than the model knows; ${tellDriven(driven)}`;
  return { commands: best, certificate: { kind: 'locally minimal', reason } };
}

function tellDriven<C>({ shorter, runs, isAll }: DrivenToShorter<C>): string {
  const ways = `${runs.toLocaleString('en')} shorter ways through the model’s states`;
  if (shorter !== null) return `of ${ways} than the one found first, the last leads here`;
  if (runs === 0) return isAll ? 'no run is shorter' : 'no shorter way was driven';
  return `${isAll ? 'all' : 'the first'} ${ways} were driven, and none shows it`;
}

interface DrivenToShorter<C> {
  readonly shorter: readonly C[] | null;
  readonly runs: number;
  readonly isAll: boolean;
}

async function driveToShorter<C>(
  edges: Iterable<readonly C[]>,
  maxDrives: number,
  reproduces: (commands: readonly C[]) => Promise<boolean>,
): Promise<DrivenToShorter<C>> {
  let runs = 0;
  for (const commands of edges) {
    if (runs >= maxDrives) return { shorter: null, runs, isAll: false };
    runs += 1;
    if (await reproduces(commands)) return { shorter: commands, runs, isAll: false };
  }
  return { shorter: null, runs, isAll: true };
}
