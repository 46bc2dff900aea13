import type { Command, Outcome } from '../../src/kernel/model.ts';
import type { Policies, AnySubject, Scope } from '../../src/kernel/subject.ts';
import type { Beginnings } from '../../src/race/beginnings.ts';
import { beginningsFor } from '../../src/race/beginnings.ts';
import { exploreOrders } from '../../src/race/explore-orders.ts';
import type { JudgedSchedule } from '../../src/race/explore-race.ts';
import { exploreRace } from '../../src/race/explore-race.ts';
import { actorsOfRace } from '../../src/race/race.ts';
import { racesOf } from '../../src/race/races-of.ts';
import type { RaceSetup } from '../../src/race/run-race.ts';
import { shuffled } from '../../src/race/shuffled.ts';
import { onStage } from './engine.ts';

type Where = RaceSetup<unknown, Command, Outcome, unknown>;

interface Compared {
  readonly races: number;
  readonly schedules: number;
  /** Those of which the system did not take the commands before. */
  readonly putBack: number;
  /** A line for each race whose schedules differ. */
  readonly differing: readonly string[];
  readonly isGivenUp: boolean;
}

interface Compare {
  readonly scope: Scope;
  readonly policies?: Policies;
  readonly depth: number;
  /** How many races, drawn by the seed 1. Absent: all. */
  readonly sample?: number;
  /** Whether one schedule is run for each order of the moves that depend on one another, by what each move may touch. */
  readonly orders?: boolean;
  readonly answers?: boolean;
}

/** Runs races of a subject on Postgres, with rows that are put back and with all commands, and compares everything. */
export function compareFromRows(
  subject: AnySubject,
  { sample, depth, orders = false, answers = false, ...setting }: Compare,
): Promise<Compared> {
  return onStage(subject, setting, async (staged) => {
    const { model, naming } = staged.setup;
    const all = [...racesOf(model, { depth, drawnNames: naming?.drawnNames ?? [] })];
    const races = (sample === undefined ? all : shuffled(all, 1).slice(0, sample)).filter(
      ({ before }) => before.length > 0,
    );
    await staged.stage.admit([...new Set(races.flatMap((race) => actorsOfRace(model, race)))]);
    const beginnings: Beginnings<Command, Outcome, unknown> | undefined = beginningsFor(staged.setup);
    const ready = new Set<string>();
    const differing: string[] = [];
    let [schedules, putBack] = [0, 0];
    const collect = async (
      where: Where,
      race: (typeof races)[number],
    ): Promise<JudgedSchedule<Command, Outcome, unknown>[]> => {
      const found: JudgedSchedule<Command, Outcome, unknown>[] = [];
      for await (const one of orders ? exploreOrders(where, race) : exploreRace(where, race, 1)) found.push(one);
      return found;
    };
    for (const race of races) {
      const where = { ...staged, answers, ready };
      const fromRows = await collect({ ...where, beginnings }, race);
      const fromStart = await collect(where, race);
      schedules += fromStart.length;
      putBack += fromRows.filter(({ run }) => !run.isFromStart).length;
      const [one, other] = [fromRows, fromStart].map((list) => list.map((judged) => JSON.stringify(shownOf(judged))));
      if (JSON.stringify(one) === JSON.stringify(other)) continue;
      const at = one?.findIndex((line, index) => line !== other?.[index]) ?? 0;
      differing.push(`${JSON.stringify(race)}\n${one?.[at]}\n${other?.[at]}`);
    }
    return { races: races.length, schedules, putBack, differing, isGivenUp: beginnings?.isGivenUp ?? true };
  });
}

/** Everything that a schedule shows. */
function shownOf({ run, ...judged }: JudgedSchedule<Command, Outcome, unknown>): unknown {
  const { isFromStart: _, ...shown } = run;
  return { ...shown, ...judged };
}
