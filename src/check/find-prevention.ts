import type { Prevention, Reach, Scenario } from '../corpus/scenario.ts';
import type { Trace } from '../corpus/trace.ts';
import type { Yield } from '../kernel/event-loop.ts';
import { finish } from '../kernel/event-loop.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { policiesWithout } from '../kernel/subject.ts';
import { neighbourhood } from './neighbourhood.ts';
import { lookNear } from './violations-near.ts';

type AnyModel = Model<unknown, Command, Outcome, unknown>;

/**
 * The limits that keep the tests of a failure mode within seconds: further commands, and runs of all neighbourhoods
 * together.
 */
const aroundOnModel = { furthest: 3, mostRuns: 30_000 };
const aroundOnSystem = { furthest: 2, mostRuns: 2_500 };

/** The neighbourhood that the tests of a bug search on the system. */
export function findReachOfBug(
  model: AnyModel,
  { commands, recovery = [] }: Trace,
  yieldToEvents: Yield,
): Promise<Reach> {
  return findReach([model], [...commands, ...recovery], aroundOnSystem, yieldToEvents);
}

/** The neighbourhood that the tests of a contract search on a system: a library is slow, and each run takes every way to recover. */
export function findReachOfContract(
  model: AnyModel,
  { commands, recovery = [] }: Trace,
  yieldToEvents: Yield,
): Promise<Reach> {
  return findReach([model], [...commands, ...recovery], { furthest: 1, mostRuns: 0 }, yieldToEvents);
}

/** The policies that may stay off beside the prevention, and the neighbourhoods that its tests search. */
export async function findPreventionByPolicy(
  subject: AnySubject,
  { without, scope, commands, recovery = [], breaks }: Omit<Scenario, 'foundBy' | 'violations' | 'prevention'>,
  isOnModel: boolean,
  yieldToEvents: Yield,
): Promise<Prevention> {
  const run = [...commands, ...recovery];
  const modelWithout = (off: readonly string[]): AnyModel => subject.model(policiesWithout(subject, off), scope);
  const { further } = await findReach([modelWithout([])], run, aroundOnModel, yieldToEvents);
  const broken = new Set([...breaks.during, ...breaks.settled]);
  const isPreventedWithout = async (off: readonly string[]): Promise<boolean> => {
    const full = modelWithout(off);
    const watched = <I extends { readonly id: string }>(all: readonly I[]): I[] =>
      all.filter(({ id }) => broken.has(id));
    const model = { ...full, invariants: watched(full.invariants), settled: watched(full.settled) };
    const { breaking } = await finish(lookNear(model, run, further), yieldToEvents);
    return breaking.length === 0;
  };
  // Where the scenario has two policies off, either alone prevents the violation, so either may stay off.
  const spared = Object.keys(subject.policies).filter((name) => without.length > 1 || !without.includes(name));
  const alsoOff: string[] = [];
  for (const name of isOnModel ? spared : []) if (await isPreventedWithout([name])) alsoOff.push(name);
  const models = [[], ...alsoOff.map((name) => [name])].map(modelWithout);
  return {
    by: 'policy',
    alsoOff,
    onModel: isOnModel ? await findReach(models, run, aroundOnModel, yieldToEvents) : null,
    onSystem: await findReach(models, run, aroundOnSystem, yieldToEvents),
  };
}

/** As far as the neighbourhoods of the models have few enough runs; at least one command. */
async function findReach(
  models: readonly AnyModel[],
  run: readonly Command[],
  { furthest, mostRuns }: { readonly furthest: number; readonly mostRuns: number },
  yieldToEvents: Yield,
): Promise<Reach> {
  for (let further = furthest; ; further -= 1) {
    let left = further === 1 ? Infinity : mostRuns;
    const counts: number[] = [];
    for (const model of models) {
      const count = await countUpTo(neighbourhood(model, run, further), left + 1, yieldToEvents);
      counts.push(count);
      if ((left -= count) < 0) break;
    }
    if (left >= 0) return { further, atLeast: roundedDown(Math.min(...counts)) };
  }
}

async function countUpTo(items: Iterable<unknown>, most: number, yieldToEvents: Yield): Promise<number> {
  const iterator = items[Symbol.iterator]();
  let counted = 0;
  while (counted < most && iterator.next().done !== true) {
    counted += 1;
    if (yieldToEvents.isDue()) await yieldToEvents();
  }
  return counted;
}

/** Rounded down to one significant digit, which leaves room for small changes of the model. */
function roundedDown(count: number): number {
  const unit = 10 ** (String(count).length - 1);
  return Math.floor(count / unit) * unit;
}
