import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Race } from '../kernel/race.ts';
import { strikeInStep } from '../kernel/race.ts';
import type { StagedStrike, StrikePlace } from '../kernel/stage.ts';
import type { RaceStrikes } from './run-race.ts';
import type { Planner } from './schedule.ts';
import { faultsAgainst } from './strikes.ts';

const places: readonly StrikePlace[] = ['before', 'after', 'waiting'];

/**
 * A fault at a random move of a schedule: it strikes the actor that goes on there, or an actor that waits. Where no fault can
 * strike this actor, it strikes at the first move at which one can.
 */
export function drawStrike<C extends Command, O extends Outcome>(
  { atOnce }: Pick<Race<C>, 'atOnce'>,
  strikes: RaceStrikes<C, O>,
  moves: number,
  random: RandomGenerator,
): (planner: Planner) => Planner {
  const at = uniformInt(random, 0, Math.max(moves - 1, 0));
  const place = places[uniformInt(random, 0, places.length - 1)] ?? 'before';
  const which = uniformInt(random, 0, strikes.kinds.length - 1);
  return (planner) => {
    const taken = new Map<string, number>();
    let waiting: readonly string[] = [];
    let made = 0;
    let hasStruck = false;
    let strike: StagedStrike | null = null;

    function strikeFor(actor: string, when: StrikePlace): StagedStrike | null {
      const command = atOnce.find((one) => one.actor === actor)?.commands[taken.get(actor) ?? 0];
      const faults = command === undefined ? [] : faultsAgainst(strikes, actor, command);
      const fault = faults[which % Math.max(faults.length, 1)];
      return fault === undefined ? null : { fault, place: when };
    }

    return {
      next(options, held) {
        strike = null;
        const isDue = made >= at && !hasStruck;
        const waiter =
          isDue && place === 'waiting' ? waiting.find((one) => strikeFor(one, 'waiting') !== null) : undefined;
        const actor = waiter ?? planner.next(options, held);
        if (!isDue || actor === undefined) return actor;
        if (waiter !== undefined) strike = strikeFor(waiter, 'waiting');
        else {
          // An actor that begins its command has no move yet.
          const { kind = 'statement' } = held.find((one) => one.actor === actor) ?? {};
          if (kind !== 'notification')
            strike = strikeFor(actor, kind === 'answer' || place === 'waiting' ? 'before' : place);
        }
        return actor;
      },
      strike: () => strike,
      made(step, footprint) {
        made += 1;
        hasStruck ||= strikeInStep(step) !== null;
        if (step.kind !== 'call') waiting = step.waits.map(({ actor }) => actor);
        for (const actor of step.settled) taken.set(actor, (taken.get(actor) ?? 0) + 1);
        planner.made(step, footprint);
      },
    };
  };
}
