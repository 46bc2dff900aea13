import type { RaceTrace } from '../corpus/race-trace.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Race } from '../kernel/race.ts';
import type { AnySubject } from '../kernel/subject.ts';
import type { ScheduleSearch } from '../race/find-by.ts';
import type { FoundRace } from '../race/find-in-race.ts';
import { onStage } from '../race/on-stage.ts';
import type { RaceRunner } from '../race/race-runner.ts';
import { runnerAt } from '../race/race-runner.ts';
import { actorsOfRace } from '../race/race.ts';
import { replayRace } from '../race/replay-race.ts';
import { shrinkRace } from '../race/shrink-race.ts';
import { traceOfRace } from '../race/trace-of-race.ts';
import type { BatchRequest, Done, FoundAtOnce, Sighting, ShrunkFinding } from './batch.ts';
import { findingIn, isOfKnownRace } from './findings.ts';
import type { Job, RacesToRun } from './job.ts';
import type { RacePart } from './race-budget.ts';
import { countRaces, racesOfBatch } from './race-lists.ts';
import type { RaceTally } from './race-tally.ts';
import { addTallies, zeroTally } from './race-tally.ts';

/** How often a new race is replayed, to see whether all replays reproduce the violation. */
const replaysOfFound = 5;

/** How many random schedules each race of `pct` is run in, beside the usual one. */
const schedulesOfDrawn = 50;

/** Runs the races of a batch on the stage of their system. Rejects where the batch cannot be run. */
export async function runRaces(
  subject: AnySubject,
  job: Job,
  { work, seed, known, versions }: Extract<BatchRequest, { readonly kind: 'race' }>,
  alive: () => void,
): Promise<Omit<Extract<Done, { readonly kind: 'race' }>, 'seconds'>> {
  const { system, policies, scope, races: how } = job;
  if (how === undefined) throw new TypeError('this job does not say which races it runs');
  const names = { subject: subject.name, system, policies, scope };
  const foundBy = { who: 'faultbook overnight, race', versions };
  const { traces, ...shown } = await onStage(subject, { ...names, useCases: how.useCases }, async (where) => {
    const list = { where, subject, job, depth: how.depth, alive };
    if (work.part === 'count') return { ...nothingRun, part: null, counts: await countRaces(list) };
    const races = await racesOfBatch(list, work, seed);
    await where.stage.admit([...new Set(races.flatMap((race) => actorsOfRace(where.setup.model, race)))]);
    const atStage = { ...where, ready: new Set<string>() };
    const runner = runnerAt<unknown, Command, Outcome, unknown>(atStage, { search: searchOf(work.part, how, seed) });
    const shrink = async (found: FoundRace): Promise<RaceTrace> => {
      const preemptions = Math.max(how.preemptions, found.preemptions);
      const because = 'the races of a campaign come in an order drawn by a seed';
      const { found: race, certificate } = await shrinkRace(atStage, found, {
        preemptions,
        because,
        onProgress: alive,
      });
      return traceOfRace(names, race, { certificate, foundBy });
    };
    return { part: work.part, counts: null, ...(await runEach(races, { runner, known, shrink, alive })) };
  });
  // A replay opens a stage of its own.
  const found: ShrunkFinding[] = [];
  for (const trace of traces) found.push(await replayFound(subject, trace, alive));
  return { kind: 'race', ...shown, found };
}

interface ShownByRaces {
  readonly tally: RaceTally;
  readonly sightings: readonly Sighting[];
  readonly traces: readonly RaceTrace[];
}

const nothingRun: ShownByRaces = { tally: zeroTally, sightings: [], traces: [] };

const notReached = 'the commands before a race did not end as the model says, which faultbook check shows';

/** Runs race after race. A violation that no known race explains is shrunk. */
async function runEach(
  races: readonly Race[],
  {
    runner,
    known,
    shrink,
    alive,
  }: {
    readonly runner: RaceRunner<Command, Outcome>;
    readonly known: readonly FoundAtOnce[];
    readonly shrink: (found: FoundRace) => Promise<RaceTrace>;
    readonly alive: () => void;
  },
): Promise<ShownByRaces> {
  const sightings: Sighting[] = [];
  const traces: RaceTrace[] = [];
  let tally = zeroTally;
  for (const race of races) {
    let own = zeroTally;
    const { found, isReached } = await runner.run(race, ({ sent, notCounted }) => {
      alive();
      const why = notCounted === null ? {} : { [notCounted]: 1 };
      own = addTallies(own, { ...zeroTally, schedules: 1, staged: Math.min(1, sent.length), notCounted: why });
    });
    if (!isReached) own = addTallies(own, { ...zeroTally, notCounted: { [notReached]: 1 } });
    const isOpen = found === null && Object.keys(own.notCounted).length > 0;
    tally = addTallies(tally, { ...own, done: isOpen ? 0 : 1, open: isOpen ? 1 : 0, violated: found === null ? 0 : 1 });
    if (found === null) continue;
    const shown = { atOnce: race.atOnce, violation: found.violation };
    const explained = [...known, ...traces].find((one) => isOfKnownRace(shown, one));
    if (explained === undefined) traces.push(await shrink(found));
    const trace = explained ?? traces.at(-1);
    if (trace !== undefined) sightings.push({ finding: findingIn(trace), times: 1 });
  }
  return { tally, sightings, traces };
}

function searchOf(part: RacePart, { preemptions }: RacesToRun, seed: number): ScheduleSearch {
  if (part === 'allSchedules') return { kind: 'all', preemptions };
  if (part === 'pct') return { kind: 'random', runs: schedulesOfDrawn, depth: preemptions + 1, seed };
  return { kind: 'bounded', preemptions };
}

async function replayFound(subject: AnySubject, trace: RaceTrace, alive: () => void): Promise<ShrunkFinding> {
  let shown = 0;
  for (let turn = 0; turn < replaysOfFound; turn += 1) {
    const { verdict } = await replayRace(subject, trace);
    if (verdict === 'reproduced') shown += 1;
    alive();
  }
  return { trace, details: trace.violation.details, shown, of: replaysOfFound };
}
