import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { stepOnCopy } from '../kernel/execute.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { Race } from '../kernel/race.ts';
import { namesIn } from '../kernel/renaming.ts';
import { byActor } from './races-of.ts';
import { withoutFaults } from './states-by-depth.ts';

/** How large a drawn race is. */
export interface DrawnSize {
  /** The commands before the race. */
  readonly before: number;
  /** The commands at the same time. */
  readonly atOnce: number;
  /** As in `ScopeOfRaces`. */
  readonly drawnNames?: readonly string[];
}

/**
 * A race along a random run of the model: its last commands are those at once. `null`: the run came to an end before, a single
 * actor took the last commands, or they need a name that the system draws during the race.
 */
export function drawRace<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  { before, atOnce, drawnNames = [] }: DrawnSize,
  random: RandomGenerator,
): Race<C> | null {
  const fields = new Set(drawnNames);
  const run: C[] = [];
  let state = model.initial;
  let known: ReadonlySet<unknown> = new Set();
  while (run.length < before + atOnce) {
    if (run.length === before) known = namesIn(model.view(state), fields);
    const enabled = withoutFaults(model.commands(state));
    const command = enabled[uniformInt(random, 0, Math.max(enabled.length - 1, 0))];
    if (command === undefined) return null;
    run.push(command);
    ({ state } = stepOnCopy(model, state, command));
  }
  const commands = run.slice(before);
  if (![...namesIn(commands, fields)].every((name) => known.has(name))) return null;
  const racing = byActor(model, commands);
  return racing.length < 2 ? null : { before: run.slice(0, before), atOnce: racing };
}

/** So many random runs may come to no race. */
const mostTries = 1000;

/** Races that a seed draws, with up to so many commands before and so many at once; fewer races where a scope has no more. */
export function drawRaces<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  {
    before,
    fewest,
    most,
    races,
    seed,
    ...names
  }: Pick<DrawnSize, 'before' | 'drawnNames'> & {
    readonly fewest: number;
    readonly most: number;
    readonly races: number;
    readonly seed: number;
  },
): Race<C>[] {
  const random = xoroshiro128plus(seed);
  const drawn: Race<C>[] = [];
  for (let tries = 0; tries < mostTries && drawn.length < races; tries += 1) {
    const size = { before: uniformInt(random, 0, before), atOnce: uniformInt(random, fewest, most), ...names };
    const race = drawRace(model, size, random);
    if (race !== null) drawn.push(race);
  }
  return drawn;
}
