import { array, asyncProperty, assert, boolean, record } from 'fast-check';
import { expect, test } from 'vitest';
import { defineModel } from '../../../src/kernel/define-model.ts';
import type { System } from '../../../src/kernel/model.ts';
import type { Race, RaceStep } from '../../../src/kernel/race.ts';
import { strikeInStep } from '../../../src/kernel/race.ts';
import type { Setup } from '../../../src/kernel/setup.ts';
import type { StagedStrike } from '../../../src/kernel/stage.ts';
import { strikeKinds, withStrikes } from '../../../src/kernel/strikes.ts';
import { allPreemptions } from '../../../src/race/explore-orders.ts';
import { exploreRace } from '../../../src/race/explore-race.ts';
import type { RaceSetup } from '../../../src/race/run-race.ts';
import { runRace } from '../../../src/race/run-race.ts';
import { plannerOf } from '../../../src/race/schedule.ts';
import { openToyStage } from '../toy-stage.ts';

type Run = { readonly type: 'run'; readonly actor: string };
type Ran = { readonly type: 'ran' | 'lost' };

/** A statement of a program: whether it asks for the only lock, and whether it gives the lock up. */
interface Statement {
  readonly locks: boolean;
  readonly ends: boolean;
}

const names = ['a', 'b', 'c'];
const struck = (_fault: unknown, command: Run): readonly (readonly Run[])[] => [[], [command]];

/** The programs of the actors. A program whose connection is cut sends a statement more, and one that is killed sends none. */
function whereOf(programs: readonly (readonly Statement[])[]): RaceSetup<object, Run, Ran, null> {
  const stage = openToyStage();
  const model = defineModel({
    initial: {},
    commands: (): Run[] => names.map((actor) => ({ type: 'run', actor })),
    step: (): Ran => ({ type: 'ran' }),
    view: () => null,
    actor: ({ actor }) => actor,
  });
  const system: System<Run, Ran, null> = {
    async perform({ actor }) {
      const own = programs[names.indexOf(actor)] ?? [];
      try {
        for (const [at, one] of own.entries()) await stage.send({ text: `SELECT ${at}`, ...one });
        await stage.send({ text: 'COMMIT', ends: true });
        return { type: 'ran' };
      } catch {
        await stage.send({ text: 'ROLLBACK', ends: true });
        return { type: 'lost' };
      }
    },
    view: async () => null,
    faults: { kill: async () => true },
    close: async () => undefined,
  };
  const setup = { model: withStrikes(model, struck), open: async () => system, answerMs: 1_000 };
  const isUnknown = (_command: Run, { type }: Ran): boolean => type === 'lost';
  const strikes = { most: 1, kinds: strikeKinds, struck, isUnknown };
  return { setup: setup as unknown as Setup<object, Run, Ran, null>, stage, strikes };
}

const raceOf = (actors: readonly string[]): Race<Run> => ({
  before: [],
  atOnce: actors.map((actor) => ({ actor, commands: [{ type: 'run', actor }] })),
});

/** A move of a schedule: who goes on, and the fault that strikes this actor. */
type Token = readonly [actor: string, strike: StagedStrike | null];

const tokensOf = (steps: readonly RaceStep[]): Token[] => steps.map((step) => [step.actor, strikeInStep(step)]);

/** Every schedule with at most one fault, by trying each move that there is at each place. */
async function everySchedule(where: ReturnType<typeof whereOf>, race: Race<Run>): Promise<string[]> {
  const found: string[] = [];
  const plans: Token[][] = [[]];
  for (let plan = plans.pop(); plan !== undefined; plan = plans.pop()) {
    const strikes = plan.flatMap(([, strike], move) => (strike === null ? [] : [{ move, ...strike }]));
    const planner = plannerOf(
      plan.map(([actor]) => actor),
      strikes,
    );
    const { steps, choices } = await runRace(where, race, planner);
    const made = tokensOf(steps);
    found.push(JSON.stringify(made));
    for (let at = plan.length; at <= steps.length; at += 1) {
      const before = steps[at - 1];
      const waiting = before === undefined || before.kind === 'call' ? [] : before.waits.map(({ actor }) => actor);
      const tokens: Token[] = (choices[at]?.options ?? []).map((actor) => [actor, null]);
      const canStrike = made.slice(0, at).every(([, strike]) => strike === null);
      for (const fault of canStrike ? strikeKinds : []) {
        for (const actor of choices[at]?.options ?? []) {
          tokens.push([actor, { fault, place: 'before' }]);
          // What comes of the move is known once it is made.
          const tried = await runRace(where, race, [...made.slice(0, at).map(([one]) => one), actor]);
          const step = tried.steps[at];
          if (step !== undefined && step.kind !== 'call' && step.answer !== null)
            tokens.push([actor, { fault, place: 'after' }]);
        }
        for (const actor of waiting) tokens.push([actor, { fault, place: 'waiting' }]);
      }
      for (const token of tokens)
        if (token[0] !== made[at]?.[0] || token[1] !== null) plans.push([...made.slice(0, at), token]);
    }
  }
  return found.toSorted();
}

test('every schedule with at most one fault is run, and none twice', async () => {
  const statement = record({ locks: boolean(), ends: boolean() });
  const programs = array(array(statement, { maxLength: 1 }), { minLength: 2, maxLength: 2 });
  const locking = { locks: true, ends: false };
  let waits = 0;
  await assert(
    asyncProperty(programs, async (own) => {
      const where = whereOf(own);
      const race = raceOf(names.slice(0, own.length));
      const found: string[] = [];
      for await (const { run, strayed } of exploreRace(where, race, allPreemptions)) {
        expect(strayed).toBeNull();
        found.push(JSON.stringify(tokensOf(run.steps)));
      }
      waits += found.filter((one) => one.includes('waiting')).length;
      expect(found.toSorted()).toEqual(await everySchedule(where, race));
    }),
    { numRuns: 6, examples: [[[[locking], [locking]]], [[[locking], [locking], []]]] },
  );
  expect(waits).toBeGreaterThan(0);
});
