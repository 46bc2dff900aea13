import type { Command, Outcome } from '../../../src/kernel/model.ts';
import type { Race } from '../../../src/kernel/race.ts';
import type { AnySubject } from '../../../src/kernel/subject.ts';
import { firstOf } from '../../../src/kernel/use-case.ts';
import { allPreemptions, exploreOrders } from '../../../src/race/explore-orders.ts';
import type { JudgedSchedule } from '../../../src/race/explore-race.ts';
import { exploreRace } from '../../../src/race/explore-race.ts';
import { actorsOfRace } from '../../../src/race/race.ts';
import { racesOf } from '../../../src/race/races-of.ts';
import type { RaceRun } from '../../../src/race/run-race.ts';
import type { Staged } from '../engine.ts';
import { onStage } from '../engine.ts';

/** What the schedules of a race have shown. */
export interface ShownByRace {
  readonly runs: number;
  /** The runs that are wrong. */
  readonly wrong: number;
  /** Outcomes, view, violation, and which command returned before another one was called: each once. */
  readonly outcomes: readonly string[];
  readonly strayed: readonly string[];
  /** How many actors sent a statement in the first run. */
  readonly senders: number;
}

type Judged = JudgedSchedule<Command, Outcome, unknown> & { readonly isRedundant?: boolean };

/** Every schedule of a race. */
export function showAll(staged: Staged, race: Race): Promise<ShownByRace> {
  return show(staged, exploreRace(staged, race, allPreemptions));
}

/** Every order of a race. */
export function showOrders(staged: Staged, race: Race): Promise<ShownByRace> {
  return show(staged, exploreOrders(staged, race));
}

async function show({ setup }: Staged, judged: AsyncGenerator<Judged>): Promise<ShownByRace> {
  const outcomes = new Set<string>();
  const strayed: string[] = [];
  let [runs, wrong, senders] = [0, 0, 0];
  const unordered = new Set(setup.naming?.unordered);
  for await (const { run, strayed: why, judgement, isRedundant = false } of judged) {
    if (why !== null) strayed.push(why);
    if (why !== null || isRedundant) continue;
    if (runs === 0) senders = new Set(run.steps.filter(({ kind }) => kind !== 'call').map(({ actor }) => actor)).size;
    runs += 1;
    const violation = judgement?.violation ?? null;
    if (violation !== null) wrong += 1;
    outcomes.add(stableText([violation?.kind ?? null, ends(run)], unordered));
  }
  return { runs, wrong, outcomes: [...outcomes].toSorted(), strayed, senders };
}

function ends({ operations, view, hanging }: RaceRun<Command, Outcome, unknown>): unknown {
  const byActor = operations.toSorted((a, b) => ((a.actor ?? '') < (b.actor ?? '') ? -1 : 1));
  const order = byActor.map((one) => byActor.map((other) => (one.returnedAt ?? Infinity) < other.calledAt));
  return [byActor.map(({ actor, outcome }) => [actor, outcome]), view, hanging, order];
}

/** The same text for the same value, whatever the order of its keys, and of its lists under these keys. */
function stableText(value: unknown, unordered: ReadonlySet<string>, key = ''): string {
  if (Array.isArray(value)) {
    const items = value.map((item) => stableText(item, unordered));
    return `[${(unordered.has(key) ? items.toSorted() : items).join()}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, item]) => `${name}:${stableText(item, unordered, name)}`).join()}}`;
}

/** How often two types of commands are taken, at most. */
const mostOfTypes = 6;

/** A pair of commands under both searches. */
export interface Compared {
  readonly all: ShownByRace;
  readonly orders: ShownByRace;
}

/** The first so many pairs of commands whose statements meet, of two types a few times. */
export async function comparePairs(
  subject: AnySubject,
  { depth, count }: { readonly depth: number; readonly count: number },
): Promise<Compared[]> {
  return onStage(subject, { scope: subject.scopes['small'] ?? {} }, async (staged) => {
    const { model, naming = {} } = staged.setup;
    const races = [...racesOf(model, { depth, drawnNames: naming.drawnNames ?? [] })];
    await staged.stage.admit([...new Set(races.flatMap((race) => actorsOfRace(model, race)))]);
    const taken = new Map<string, number>();
    const found: Compared[] = [];
    for (const race of races) {
      const types = typesOf(race);
      if (found.length === count || (taken.get(types) ?? 0) >= mostOfTypes) continue;
      const orders = await showOrders(staged, race);
      // Independent commands have three: one before the other, or at the same time.
      if (orders.runs <= 3 || orders.senders < 2) continue;
      taken.set(types, (taken.get(types) ?? 0) + 1);
      found.push({ orders, all: await showAll(staged, race) });
    }
    return found;
  });
}

function typesOf({ atOnce }: Race): string {
  return atOnce
    .flatMap(({ commands }) => commands.map((command) => firstOf(command).type))
    .toSorted()
    .join(' beside ');
}
