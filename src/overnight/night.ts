import { BadJournal } from './bad-journal.ts';
import { keepCounterexample, readCounterexamples } from '../corpus/counterexamples.ts';
import type { AnySubject } from '../kernel/subject.ts';
import type { Finding } from '../kernel/violation.ts';
import type { Lane, Limits, Outcome } from './crew.ts';
import { openLane } from './crew.ts';
import { compareFound, findingKey, folderOf, placeOf } from './findings.ts';
import type { Job } from './job.ts';
import { changedJobs, nameOf, subjectFrom } from './job.ts';
import type { Budget, DeathEntry, Finished, Journal, Night, Replayed, Share } from './journal.ts';
import type { Done, Found, Piece, Sighting } from './piece.ts';
import { planOf } from './rounds.ts';
import { choose, newsAfter } from './schedule.ts';
import { addSums } from './sums.ts';
import type { Working } from './working.ts';
import { isOpen, mostStates, roundReached, secondsLeftOf, shownBy, statesFor, workingOf } from './working.ts';

export interface NightOptions {
  readonly journal: Journal;
  readonly workers: number;
  readonly limits: Limits;
  /** Of what has a say in which runs a seed gives, for those who search the same again. */
  readonly versions: Readonly<Record<string, string>>;
  /** Stops it: what is under way is finished. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** A file beside the journal that processes may write to. */
  readonly trail: (worker: number) => string;
  readonly onProgress?: (status: Status) => void;
  /** Something that whoever watches should know, in one line. */
  readonly onNotice?: (line: string) => void;
}

export interface Clock {
  /** Only goes forward, in milliseconds. */
  monotonicMs(): number;
  /** The time of day. */
  now(): Date;
}

/** What a night is to do. */
export interface Assignment {
  readonly jobs: readonly Job[];
  readonly budget: Budget;
  /** Of kept counterexamples. */
  readonly folder: string;
  /** What could not be part of it, and why. */
  readonly leftOut: readonly string[];
}

export interface JobStatus {
  readonly job: Job;
  readonly share: Share;
  readonly round: number;
  readonly isUnderWay: boolean;
  /** Of one process, for the rounds that are left; `null` where it goes by hours, or nothing is known yet. */
  readonly secondsLeft: number | null;
}

export interface Status {
  readonly jobs: readonly JobStatus[];
  readonly findings: number;
  readonly spentSeconds: number;
  /** `null` where it goes by rounds. */
  readonly secondsLeft: number | null;
  readonly isStopping: boolean;
}

/** How long what is under way may take once the night is over, in milliseconds. */
const graceMs = 30_000;

/** More pieces in a row than this that come to nothing, and a job is set aside for the night. */
const mostFailures = 3;

/** The wall clock and the one that only goes forward part by more than this, in milliseconds: somebody has set it. */
const jumpMs = 60_000;

/** A night from its beginning to its end. The number of the night in its journal. */
export async function spendNight(assignment: Assignment, options: NightOptions): Promise<number> {
  const { journal, clock } = options;
  const lanes = openLanes(options);
  try {
    const replayed = await replayKept(assignment, lanes, options);
    const night = journal.begin(
      { ...assignment, begunAt: clock.now().toISOString(), jobs: assignment.jobs.map((job) => journal.numberOf(job)) },
      replayed,
    );
    await work(night, lanes, options);
    return night;
  } finally {
    for (const lane of lanes) lane.stop();
  }
}

/** Goes on with the last night where it was cut off. Throws where there is nothing to go on with. */
export async function resumeNight(options: NightOptions): Promise<number> {
  const night = nightToResume(options.journal);
  const [changed] = await changedJobs(night.jobs.map((number) => options.journal.jobOf(number)));
  if (changed !== undefined) {
    throw new BadJournal(
      `the model of ${changed.subject} is not what it was when the night began: leave out --resume, and begin another night`,
    );
  }
  const lanes = openLanes(options);
  try {
    await work(night.id, lanes, options);
    return night.id;
  } finally {
    for (const lane of lanes) lane.stop();
  }
}

function nightToResume(journal: Journal): Night {
  const night = journal.lastNight();
  if (night === null) throw new BadJournal('there is no night to resume: leave out --resume, and say how long');
  if (night.how === null || night.how === 'interrupted') return night;
  throw new BadJournal(
    `the last night came to its end (${night.how}): there is nothing to resume; leave out --resume, and say how long`,
  );
}

function openLanes({ workers, limits, trail }: NightOptions): Lane[] {
  return Array.from({ length: workers }, (_, worker) => openLane(limits, trail(worker)));
}

/** What the folder has of the places where the night looks, replayed before anything else. */
async function replayKept(
  { jobs, folder }: Assignment,
  lanes: readonly Lane[],
  { signal, onNotice }: NightOptions,
): Promise<Replayed[]> {
  const files = await readCounterexamples(folder);
  const replayed: Replayed[] = [];
  const [lane] = lanes;
  for (const file of files) {
    if (file.trace === null) {
      replayed.push({ path: file.path, key: null, trace: null, verdict: 'unreadable', note: file.complaint });
      continue;
    }
    const { path, trace } = file;
    const job = jobs.find((one) => placeOf(one).join() === placeOf(trace).join());
    if (job === undefined || lane === undefined || signal.aborted) continue;
    const outcome = await lane.do({ job, kind: 'replay', traces: [{ path, trace }] });
    const common = { path, trace, key: findingKey(trace, trace.violation) };
    if (outcome.type === 'done' && outcome.done.kind === 'replay') {
      for (const { verdict, note } of outcome.done.replays) replayed.push({ ...common, verdict, note });
    } else {
      const note =
        outcome.type === 'died' ? outcome.death.says : outcome.type === 'failed' ? firstLine(outcome.message) : '';
      replayed.push({ ...common, verdict: 'died', note });
      onNotice?.(`${path} could not be replayed: ${note}`);
    }
  }
  return replayed;
}

/** Piece after piece, until the time is up, the rounds are done, or it is stopped. */
async function work(id: number, lanes: readonly Lane[], options: NightOptions): Promise<void> {
  const { journal, clock, signal, onProgress, onNotice } = options;
  const night = journal.lastNight();
  if (night?.id !== id) throw new RangeError(`night ${id} is not the last one of its journal`);
  const { budget } = night;
  const jobs = night.jobs.map((number) => workingOf(journal, night, number));
  const subjects = new Map(
    await Promise.all(jobs.map(async ({ job }) => [job.subject, await subjectFrom(job.source)] as const)),
  );
  const replays = journal.replayed(id);
  const gone = replays.filter(({ verdict }) => verdict !== 'reproduced').map(({ path }) => path);
  const known = new Map<string, Finding[]>();
  const best = new Map<string, Found>();
  for (const entry of journal.entries(id)) {
    learn(entry.trace, entry.trace.violation);
    best.set(entry.key, entry);
    // A file that was to be written when the night was cut off.
    await keepFound(entry);
  }

  const startedMs = clock.monotonicMs();
  const startedAt = clock.now().getTime();
  let skewMs = 0;
  const spent = (): number => night.spentSeconds + (clock.monotonicMs() - startedMs) / 1000;
  const left = (): number | null => ('seconds' in budget ? Math.max(0, budget.seconds - spent()) : null);
  let how: NonNullable<Night['how']> | null = null;
  let broken: unknown = null;
  const idle = new Set(lanes);
  let underWay = 0;

  function subjectOf({ subject: name }: Pick<Job, 'subject'>): AnySubject {
    const subject = subjects.get(name);
    if (subject === undefined) throw new RangeError(`night ${id} has no job of ${name}`);
    return subject;
  }

  function learn(place: Parameters<typeof placeOf>[0], finding: Finding): void {
    const key = placeOf(place).join();
    known.set(key, [...(known.get(key) ?? []), finding]);
  }

  async function keepFound(found: Found): Promise<void> {
    const { trace } = found;
    const symmetry = subjectOf(trace).model(trace.policies, trace.scope).symmetry ?? [];
    try {
      await keepCounterexample(folderOf(night?.folder ?? '', found), trace, { symmetry, gone });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      onNotice?.(`${trace.violation.name} cannot be kept as a file: ${error.message}; the journal has it`);
    }
  }

  function take(): { one: Working; number: number; piece: Piece } | null {
    if (how !== null) return null;
    const candidates = jobs
      .filter((one) => isOpen(one, jobs))
      .map((one) => ({
        one,
        strategy: one.job.strategy,
        seconds: one.share.seconds + one.underWay.size * one.lastSeconds,
        news: one.news ?? Infinity,
      }));
    const chosen = choose(candidates)?.one;
    if (chosen === undefined) return null;
    const { job, number: numberOfJob } = chosen;
    const number = chosen.next;
    chosen.underWay.add(number);
    while (chosen.finished.has(chosen.next) || chosen.underWay.has(chosen.next)) chosen.next += 1;
    const common = { job, known: known.get(placeOf(job).join()) ?? [], versions: options.versions };
    if (job.strategy !== 'random') {
      return {
        one: chosen,
        number,
        piece: {
          ...common,
          kind: job.strategy,
          maxStates: job.strategy === 'drive' ? mostStates : statesFor(chosen.share.pieces),
        },
      };
    }
    const plan = planOf({ origin: journal.origin, job: numberOfJob, number }, subjectOf(job));
    return { one: chosen, number, piece: { ...common, kind: 'runs', plan } };
  }

  return new Promise((resolve, reject) => {
    const timer = setInterval(look, 250);
    let graceTimer: NodeJS.Timeout | null = null;

    function stop(why: NonNullable<Night['how']>): void {
      if (how !== null) return;
      how = why;
      graceTimer = setTimeout(() => {
        for (const lane of lanes) lane.stop();
      }, graceMs);
    }

    function look(): void {
      if (signal.aborted) stop('interrupted');
      else if (left() === 0) stop('time');
      const drift = clock.now().getTime() - startedAt - (clock.monotonicMs() - startedMs) - skewMs;
      if (Math.abs(drift) > jumpMs) {
        skewMs += drift;
        const minutes = Math.round(drift / 60_000);
        onNotice?.(
          `the clock was set ${minutes > 0 ? 'forward' : 'back'} by ${Math.abs(minutes)} min: the night goes by the time that passes, and nothing changes`,
        );
      }
      report();
      settle();
    }

    function report(): void {
      onProgress?.({
        jobs: jobs.map((one) => ({
          job: one.job,
          share: one.share,
          round: roundReached(one),
          isUnderWay: one.underWay.size > 0,
          secondsLeft: secondsLeftOf(one),
        })),
        findings: best.size,
        spentSeconds: spent(),
        secondsLeft: left(),
        isStopping: how !== null,
      });
    }

    function dispatch(): void {
      for (const lane of idle) {
        const next = take();
        if (next === null) return;
        idle.delete(lane);
        underWay += 1;
        perform(lane, next).catch(reject);
      }
    }

    async function perform(lane: Lane, { one, number, piece }: NonNullable<ReturnType<typeof take>>): Promise<void> {
      try {
        const outcome = await lane.do(piece);
        idle.add(lane);
        // The process has something to do again before this one waits for the disk.
        dispatch();
        await record(one, number, piece, outcome);
      } catch (error) {
        broken ??= error;
        stop('interrupted');
        for (const other of lanes) other.stop();
      } finally {
        underWay -= 1;
        one.underWay.delete(number);
        dispatch();
        settle();
      }
    }

    async function record(one: Working, number: number, piece: Piece, outcome: Outcome): Promise<void> {
      if (outcome.type === 'stopped') {
        one.next = Math.min(one.next, number);
        return;
      }
      if (outcome.type === 'failed') {
        one.next = Math.min(one.next, number);
        one.failures += 1;
        if (one.failures >= mostFailures) setAside(one, firstLine(outcome.message));
        return;
      }
      const death = outcome.death === null ? null : deathEntry(outcome.death, one, number, piece);
      one.failures = outcome.type === 'died' ? one.failures + 1 : 0;
      const finished = finish(one, number, outcome.type === 'done' ? outcome.done : null, death);
      journal.finish(finished);
      for (const found of finished.found) await keepFound(found);
      if (death !== null) {
        const again = death.shown === death.of ? 'twice' : 'once, and not again';
        onNotice?.(`a process of ${nameOf(one.job)} ${words[death.how]} ${again} (${death.says})`);
      }
      const most = one.job.strategy === 'random' ? mostFailures : 1;
      if (one.failures >= most)
        setAside(one, `its processes ${words[outcome.death?.how ?? 'crashed']}: ${outcome.death?.says}`);
    }

    function setAside(one: Working, why: string): void {
      one.share = { ...one.share, setAside: why };
      journal.setAside(id, one.share);
      onNotice?.(`${nameOf(one.job)} is set aside for this night: ${why}`);
    }

    /** All that a finished piece changes, here and in the journal. */
    function finish(one: Working, number: number, done: Done | null, death: DeathEntry | null): Finished {
      const isRuns = done?.kind === 'runs';
      const states = one.states.merge(isRuns ? done.states : new Int32Array());
      const edges = one.edges.merge(isRuns ? done.edges : new Int32Array());
      const runs = isRuns ? done.runs : 0;
      one.finished.add(number);
      one.lastSeconds = done?.seconds ?? one.lastSeconds;
      if (isRuns) one.news = newsAfter(one.news, edges.added, done.seconds);
      else one.news = 0;
      const sightings = (done?.sightings ?? []).map((sighting): Sighting & { key: string } =>
        Object.assign(sighting, { key: findingKey(one.job, sighting.finding) }),
      );
      one.share = {
        ...one.share,
        pieces: one.share.pieces + 1,
        seconds: one.share.seconds + (done?.seconds ?? 0),
        sums: isRuns ? addSums(one.share.sums, done) : one.share.sums,
        newStates: one.share.newStates + states.added,
        newEdges: one.share.newEdges + edges.added,
        findings: [...new Set([...one.share.findings, ...sightings.map(({ key }) => key)])],
        explored: done?.kind === 'explore' || done?.kind === 'drive' ? exploredOf(done) : one.share.explored,
        shown: isRuns ? shownBy((one.share.shown?.runs ?? 0) + runs, one) : one.share.shown,
      };
      return {
        night: id,
        job: one.number,
        number,
        share: one.share,
        runs,
        newEdges: edges.added,
        states: states.changed,
        edges: edges.changed,
        found: (done?.found ?? []).flatMap((found) => better(found)),
        sightings,
        death,
        spentSeconds: spent(),
        now: clock.now().toISOString(),
      };
    }

    /** What was not found before, or not as well. */
    function better(found: Found): (Found & { key: string })[] {
      const key = findingKey(found.trace, found.trace.violation);
      const before = best.get(key);
      if (before !== undefined && compareFound(before, found) <= 0) return [];
      if (before === undefined) {
        learn(found.trace, found.trace.violation);
        const { violation, subject, system, commands } = found.trace;
        onNotice?.(
          `found: ${violation.name} (${violation.kind}) of ${subject} on ${system}, by ${commands.length} commands`,
        );
      }
      best.set(key, found);
      return [{ ...found, key }];
    }

    function settle(): void {
      if (underWay > 0) return;
      if (how === null && jobs.some((one) => isOpen(one, jobs))) return;
      clearInterval(timer);
      if (graceTimer !== null) clearTimeout(graceTimer);
      try {
        if (broken !== null) throw broken;
        const isAllDone = jobs.every(({ share }) => share.setAside !== null);
        const why = how ?? ('rounds' in budget && !isAllDone ? 'rounds' : 'nothing left');
        journal.end(id, why, clock.now().toISOString());
        report();
        resolve();
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    }

    dispatch();
    look();
  });
}

const words = { crashed: 'crashed', hung: 'hung', memory: 'took too much memory' };

function exploredOf({
  states,
  edges,
  driven,
  isWhole,
  stoppedBy,
  outcomes,
}: Extract<Done, { driven: number }>): Share['explored'] {
  return { states, edges, driven, isWhole, stoppedBy, outcomes };
}

function deathEntry(
  death: DeathEntry | Omit<DeathEntry, 'job' | 'number' | 'seed'>,
  one: Working,
  number: number,
  piece: Piece,
): DeathEntry {
  return { ...death, job: one.number, number, seed: piece.kind === 'runs' ? piece.plan.seed : null };
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
