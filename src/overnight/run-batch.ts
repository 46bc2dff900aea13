import { check, checkRun } from '../check/check.ts';
import type { UnsteadyFinding } from '../check/contract/steadiness.ts';
import { replay } from '../check/replay.ts';
import { createRunMemory } from '../check/run-memory.ts';
import { traceOf } from '../check/trace-of.ts';
import type { CheckListener } from '../check/watch.ts';
import type { AnyTrace } from '../corpus/any-trace.ts';
import { mismatchesOfRace, mismatchesOfSetUp } from '../corpus/fits.ts';
import type { Trace } from '../corpus/trace.ts';
import { driveEdges } from '../explore/drive.ts';
import { exploreByName } from '../explore/explore-by-name.ts';
import { explore } from '../explore/explore.ts';
import { NoGraph } from '../explore/graph.ts';
import { cacheFolder } from '../files/cache-folder.ts';
import type { Counterexample, FoundBy, SetupNames } from '../kernel/counterexample.ts';
import { EnvironmentError } from '../kernel/environment-error.ts';
import type { ViolatingRun } from '../kernel/run.ts';
import { modelOnSystem, setUp } from '../kernel/setup.ts';
import type { AnySubject } from '../kernel/subject.ts';
import type { Finding } from '../kernel/violation.ts';
import { sameFinding } from '../kernel/violation.ts';
import { replayRace } from '../race/replay-race.ts';
import type { BatchRequest, Done, FailedBatch, ReplayedVerdict, ShrunkFinding, Batch, Sighting } from './batch.ts';
import { createIncidenceCounts } from './incidence.ts';
import type { Job } from './job.ts';
import { runRaces } from './race-batch.ts';
import { recordIncidence } from './recorder.ts';
import type { CallListener } from './reporting-progress.ts';
import { reportingProgress } from './reporting-progress.ts';
import { addSums, zeroSums } from './sums.ts';

/** Follows the progress of a batch and the calls of its systems. */
export interface BatchListener extends CallListener {
  /** The batch has made progress. */
  alive(): void;
}

/** How often a new counterexample is replayed, to see whether all replays reproduce the violation. */
const replaysOfFound = 10;

/** How many commands the random runs have that look for a shorter counterexample of a violation from an exploration. */
const lengthBeside = 20;

/** Runs a batch. Rejects where the batch cannot be run. */
export async function runBatch(asShipped: AnySubject, batch: Batch, batchListener: BatchListener): Promise<Done> {
  const startedMs = performance.now();
  const subject = reportingProgress(asShipped, batchListener);
  const rest = await (batch.kind === 'runs'
    ? makeRuns(subject, batch.job, batch, batchListener)
    : batch.kind === 'replay'
      ? replayAll(subject, batch.traces, batchListener)
      : batch.kind === 'race'
        ? runRaces(subject, batch.job, batch, () => batchListener.alive())
        : exploreAll(subject, batch.job, batch, batchListener));
  return { ...rest, seconds: (performance.now() - startedMs) / 1000 };
}

/** The result of a batch that cannot be run for this reason. */
export function failedBatch(error: unknown): FailedBatch {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { type: 'failed', message, isEnvironment: error instanceof EnvironmentError };
}

type Rest<Kind> = Extract<Done, { kind: Kind }> extends infer D ? Omit<D & { kind: Kind }, 'seconds'> : never;

async function makeRuns(
  subject: AnySubject,
  job: Job,
  { plan, before, known, versions }: Extract<BatchRequest, { kind: 'runs' }>,
  batchListener: BatchListener,
): Promise<Rest<'runs'>> {
  const states = createIncidenceCounts();
  const edges = createIncidenceCounts();
  const recorder = recordIncidence(modelOnSystem(subject, job), { states, edges, firstRun: plan.firstRun });
  const sightings = createSightings();
  const found: ShrunkFinding<Trace>[] = [];
  const memory = createRunMemory(before);
  const sometimes: ShrunkFinding<Trace>[] = [];
  let sums = zeroSums;
  const listener: CheckListener<unknown> = {
    startRun: () => recorder.startRun(),
    see: (step, state, fingerprint) => recorder.see(step, state, fingerprint),
    reachKnown: (violation) => sightings.add(violation, 1),
  };
  for (let left = plan.runs, seed = plan.seed; left > 0; seed = nextSeed(seed)) {
    const { length, generation } = plan;
    const all = [...known, ...found.map(({ trace }) => trace.violation)];
    const { policies, scope, system } = job;
    const foundBy = { who: 'faultbook overnight', versions };
    const isComparedAlone = job.off !== undefined;
    const how = { system, policies, scope, length, generation, seed, foundBy, isComparedAlone, memory };
    const watched = { known: all, suspended: promisesIn(subject, job, all), listener, onProgress: batchListener.alive };
    const report = await check(subject, { ...how, ...watched, cache: cacheFolder(), runs: left });
    left -= report.runs + report.strayed;
    sums = addSums(sums, report);
    const { counterexample, others, unsteady = [] } = report;
    for (const one of unsteady) {
      sightings.add(one.violation, 1);
      sometimes.push(foundSometimes(subject, { ...report, foundBy: { ...foundBy, seed, length } }, one));
    }
    if (counterexample === null) continue;
    sightings.add(counterexample.violation, 1);
    found.push(...(await replayFindings(subject, [counterexample, ...others], batchListener)));
  }
  return {
    kind: 'runs',
    ...sums,
    states: states.entries(),
    edges: edges.entries(),
    kinds: memory.addedKinds(),
    found: [...found, ...sometimes],
    sightings: sightings.all(),
  };
}

/** The promises of a contract with these findings, which are not asked: other promises of a run are judged all the same. */
function promisesIn({ contract }: AnySubject, { scope }: Job, findings: readonly Finding[]): readonly string[] {
  if (contract === undefined) return [];
  const { promises, settled } = contract(scope);
  const ids = new Set([...promises, ...settled].map(({ id }) => id));
  const found = findings.filter(({ kind }) => kind === 'invariant' || kind === 'settled').map(({ name }) => name);
  return [...new Set(found)].filter((name) => ids.has(name));
}

/** A finding of a contract that did not show each time on a freshly started system. */
function foundSometimes(
  subject: AnySubject,
  { foundBy, ...names }: SetupNames & { readonly foundBy: FoundBy },
  { run, shown, repeated, ...found }: UnsteadyFinding,
): ShrunkFinding<Trace> {
  const trace = traceOf(subject, { ...names, ...found, certificate: notEachTime, foundBy: { ...foundBy, run } });
  return { trace, details: found.violation.details, shown, of: repeated };
}

const notEachTime = { kind: 'locally minimal', reason: 'not minimised, since it does not show each time' } as const;

/** The seed for the runs of a batch that are left after a violation. */
function nextSeed(seed: number): number {
  return (Math.imul(seed, 0x9e37_79b1) + 0x7f4a_7c15) | 0;
}

/** Each counterexample as a trace, with the count of replays that reproduce the violation. */
async function replayFindings(
  subject: AnySubject,
  counterexamples: readonly Counterexample[],
  batchListener: BatchListener,
): Promise<ShrunkFinding<Trace>[]> {
  const found: ShrunkFinding<Trace>[] = [];
  for (const one of counterexamples) {
    const trace = traceOf(subject, one);
    let shown = 0;
    for (let turn = 0; turn < replaysOfFound; turn += 1) {
      const { verdict } = await replay(subject, trace);
      if (verdict === 'reproduced') shown += 1;
      batchListener.alive();
    }
    found.push({ trace, details: one.violation.details, shown, of: replaysOfFound });
  }
  return found;
}

const nothingDriven = { states: 0, edges: 0, driven: 0, isWhole: false, outcomes: {}, sightings: [] };

async function exploreAll(
  subject: AnySubject,
  job: Job,
  { kind, maxStates, known, versions }: Extract<BatchRequest, { maxStates: number }>,
  batchListener: BatchListener,
): Promise<Rest<'explore' | 'drive'>> {
  const { policies, scope } = job;
  const model = modelOnSystem(subject, job);
  const onProgress = batchListener.alive;
  const foundBy: FoundBy = { who: `faultbook overnight, ${kind}`, versions };
  const sightings = createSightings();
  const found: ShrunkFinding<Trace>[] = [];

  /** Takes a violating run of the search to the system, and adds the shrunk counterexamples, or `notTaken`. */
  async function take({ violation, ...run }: ViolatingRun, notTaken: ShrunkFinding<Trace>): Promise<void> {
    sightings.add(violation, 1);
    if ([...known, ...found.map(({ trace }) => trace.violation)].some((one) => sameFinding(one, violation))) return;
    const how = { system: job.system, policies, scope, length: lengthBeside, seed: 1, onProgress };
    const shown = await checkRun(subject, { ...how, foundBy }, violation, run);
    const all = shown === null ? [] : [shown.counterexample, ...shown.others];
    found.push(...(await replayFindings(subject, all, batchListener)));
    if (!all.some((one) => sameFinding(one.violation, violation))) found.push(notTaken);
  }

  if (kind === 'explore') {
    const { laneOf } = subject.narration;
    const all = await explore(model, { maxStates, laneOf: (command) => laneOf(command), onProgress });
    for (const run of all.violations) {
      const names = { subject: subject.name, system: job.system, policies, scope };
      const trace = traceOf(subject, { ...names, ...run, certificate: unproved, foundBy });
      await take(run, { trace, details: run.violation.details, shown: 0, of: 1 });
    }
    return {
      kind,
      states: all.distinctStates,
      edges: all.generatedStates - 1,
      driven: 0,
      isWhole: all.isComplete,
      stoppedBy: all.stoppedBy,
      outcomes: all.outcomes,
      found,
      sightings: sightings.all(),
    };
  }
  const explored = await exploreByName(model, { maxStates, onProgress });
  if (typeof explored === 'string') return { ...nothingDriven, kind, stoppedBy: explored, found };
  const watch = { maxStates, onReached: onProgress, onProgress };
  const driven = await driveEdges(setUp(subject, job), watch).catch((error: unknown) => {
    if (error instanceof NoGraph) return error.because;
    throw error;
  });
  if (typeof driven === 'string') return { ...nothingDriven, kind, stoppedBy: driven, found };
  for (const divergence of driven.violations) {
    const certificate = { kind: 'locally minimal', reason: 'the system showed it once, and not again' } as const;
    const names = { subject: subject.name, system: job.system, policies, scope };
    const trace = traceOf(subject, { ...names, ...divergence, certificate, foundBy });
    await take(divergence, { trace, details: divergence.violation.details, shown: 0, of: 1 });
  }
  return {
    kind,
    states: driven.states,
    edges: driven.edges,
    driven: driven.drivenEdges,
    isWhole: driven.isWhole,
    stoppedBy: driven.isWhole ? null : 'violations',
    outcomes: explored.outcomes,
    found,
    sightings: sightings.all(),
  };
}

const unproved = { kind: 'locally minimal', reason: 'the system does not show the violation of the model' } as const;

async function replayAll(
  subject: AnySubject,
  traces: Extract<BatchRequest, { kind: 'replay' }>['traces'],
  batchListener: BatchListener,
): Promise<Rest<'replay'>> {
  const replays: Extract<Done, { kind: 'replay' }>['replays'][number][] = [];
  for (const { path, trace } of traces) {
    batchListener.alive();
    const mismatch = trace.version === 5 ? mismatchesOfRace(subject, trace) : mismatchesOfSetUp(subject, trace);
    if (mismatch.length > 0) {
      replays.push({ path, verdict: 'mismatch', note: mismatch.join('; ') });
      continue;
    }
    try {
      replays.push({ path, ...(await replayOne(subject, trace)) });
    } catch (error) {
      // A failure of the environment is no verdict on the trace.
      if (error instanceof EnvironmentError) throw error;
      // A model may throw at a command that is not enabled.
      replays.push({ path, verdict: 'mismatch', note: error instanceof Error ? error.message : String(error) });
    }
  }
  return { kind: 'replay', replays, found: [], sightings: [] };
}

async function replayOne(
  subject: AnySubject,
  trace: AnyTrace,
): Promise<{ readonly verdict: ReplayedVerdict; readonly note: string }> {
  if (trace.version !== 5) {
    const { verdict, found } = await replay(subject, trace);
    return { verdict, note: found?.details ?? '' };
  }
  const { verdict, found, parted } = await replayRace(subject, trace);
  return { verdict, note: found?.details ?? parted ?? '' };
}

function createSightings(): { add(finding: Finding, times: number): void; all(): Sighting[] } {
  const counted = new Map<string, Sighting>();
  return {
    add({ kind, name, where }, times) {
      const finding: Finding = { kind, name, ...(where !== undefined && { where }) };
      const key = JSON.stringify(finding);
      counted.set(key, { finding, times: (counted.get(key)?.times ?? 0) + times });
    },
    all: () => [...counted.values()],
  };
}
