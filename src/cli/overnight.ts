import { availableParallelism, totalmem } from 'node:os';
import { isAbsolute, relative, sep } from 'node:path';
import { versionsInUse } from '../check/versions.ts';
import { writeAtomically } from '../corpus/write-atomically.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { everySystemOf, policiesWithout } from '../kernel/subject.ts';
import type { Assignment, CampaignOptions } from '../overnight/assignment.ts';
import { findCampaignLimits } from '../overnight/campaign-limits.ts';
import { reportCampaign } from '../overnight/campaign-report.ts';
import { resumeCampaign, runCampaign } from '../overnight/campaign.ts';
import type { CampaignClock } from '../overnight/clock.ts';
import type { RacesToRun, Strategy } from '../overnight/job.ts';
import { jobsOf, strategies } from '../overnight/job.ts';
import type { Budget, Journal } from '../overnight/journal.ts';
import { assertJournal, openJournal } from '../overnight/open-journal.ts';
import { raceJobsOf, racedSystemsOf } from '../overnight/race-jobs.ts';
import { stallAfter } from '../overnight/stall.ts';
import { formatCampaignMarkdown, renderCampaign } from '../report/campaign.ts';
import { answerTime, chooseSubjects, everySubjectOf, mustBeOneOf } from './choose.ts';
import { exitCode, UsageError, verdictOf, worstOf } from './exit.ts';
import { assertDescribed } from './first-use.ts';
import { showCampaign } from './live.ts';
import type { OutputFlags } from './output.ts';
import { outputOf } from './output.ts';
import { printError } from './print.ts';
import type { Project } from './project.ts';
import { exitCodeOfCampaign, journalPath } from './report.ts';
import { shortTrace } from './trace-file.ts';

export interface OvernightFlags extends OutputFlags {
  readonly hours?: number;
  /** A time of day, as `07:00`. */
  readonly until?: string;
  readonly rounds?: number;
  readonly systems?: readonly string[];
  readonly strategies?: readonly string[];
  /** The commands before a race, at most. */
  readonly depth?: number;
  /** How often an actor is interrupted in each schedule of a race, at most. */
  readonly preemptions?: number;
  readonly useCases?: boolean;
  readonly without?: readonly string[];
  readonly workers?: number;
  /** In seconds. */
  readonly timeout?: number;
  readonly resume?: boolean;
  readonly counterexamples?: string;
}

/** The work of a campaign where none is named: races need a system with a stage, and its server. */
const usualStrategies: readonly Strategy[] = ['random', 'explore', 'drive'];

/** The races of a campaign where none are described, as `faultbook race` has them. */
const usualRaces: RacesToRun = { depth: 3, preemptions: 1, useCases: false };

/** The report of the campaign, beside the journal. */
const reportPath = '.faultbook/overnight.md';

const clock: CampaignClock = { monotonicMs: () => performance.now(), now: () => new Date() };

/** `faultbook overnight`: the exit code. */
export async function overnightCommand(
  project: Project,
  names: readonly string[],
  flags: OvernightFlags,
  signal: AbortSignal,
): Promise<number> {
  const assignment = flags.resume === true ? null : assignmentOf(project, names, flags);
  await assertDescribed(chooseSubjects(project, names));
  if (assignment === null) {
    mustBeAlone(names, flags);
    assertJournal(journalPath);
  }
  const journal = openJournal(journalPath);
  try {
    if (assignment === null) assertKeepsHere(journal.lastCampaign()?.folder, flags);
    const live = showCampaign();
    for (const line of assignment?.leftOut ?? []) live.notice(line);
    const workers = flags.workers ?? availableParallelism();
    const answer = answerTime(flags);
    const options: CampaignOptions = {
      journal,
      subjects: [...project.subjects, ...project.namedOnly],
      workers,
      limits: {
        ...answer,
        stallMs: stallAfter(everySubjectOf(project), answer.answerMs),
        memoryMb: memoryFor(workers),
      },
      versions: versionsInUse(),
      signal,
      clock,
      trail: (worker) => `${journalPath}-worker-${worker}`,
      onProgress: live.update,
      onNotice: live.notice,
    };
    const sayStopped = (): void => {
      live.clear();
      live.notice('stopped at once: finished batches are kept, and overnight --resume goes on');
    };
    process.once('exit', sayStopped);
    try {
      await (assignment === null ? resumeCampaign(options) : runCampaign(assignment, options));
    } catch (error) {
      // The journal has the results from before the error.
      live.clear();
      if (journal.lastCampaign() !== null && flags.json !== true) await summarise(project, journal, flags);
      throw error;
    } finally {
      process.off('exit', sayStopped);
    }
    live.clear();
    return await summarise(project, journal, flags);
  } finally {
    journal.close();
  }
}

/** Prints the report of the campaign, and writes the report beside the journal. Returns the exit code. */
async function summarise(project: Project, journal: Journal, flags: OvernightFlags): Promise<number> {
  const read = await reportCampaign(journal, everySubjectOf(project));
  const report = { ...read, limits: await findCampaignLimits(read, everySubjectOf(project)) };
  const lines = renderCampaign(report, everySubjectOf(project), (path) => shortTrace(project, path));
  const isInterrupted = report.campaign.how === 'interrupted';
  const code = worstOf([exitCodeOfCampaign(report), isInterrupted ? exitCode.interrupted : exitCode.success]);
  const output = outputOf('overnight', flags);
  output.printLines(lines);
  output.record({ name: 'the campaign', verdict: verdictOf(code), lines });
  output.end(report);
  const markdown = formatCampaignMarkdown(report, everySubjectOf(project), (path) => shortTrace(project, path));
  await writeAtomically(reportPath, markdown).catch((error: Error) => {
    printError(`${reportPath} cannot be written: ${error.message}`);
  });
  return code;
}

function mustBeAlone(names: readonly string[], flags: OvernightFlags): void {
  const { hours, until, rounds, systems, without, strategies: chosen, depth, preemptions, useCases } = flags;
  const choices = [hours, until, rounds, systems, without, chosen, depth, preemptions, useCases];
  const given = names.length > 0 || choices.some((flag) => flag !== undefined);
  if (given)
    throw new UsageError(
      '--resume goes on with the last campaign unchanged: leave out subjects, systems, strategies and the duration',
    );
}

/** A journal may come from elsewhere: a folder outside of this folder is used only where the user names it, too. */
function assertKeepsHere(folder: string | undefined, { counterexamples: named }: OvernightFlags): void {
  if (folder === undefined || folder === named) return;
  if (named !== undefined)
    throw new UsageError(
      `the last campaign keeps its counterexamples in ${folder}, and --counterexamples names ${named}`,
    );
  const from = relative('', folder);
  if (from.split(sep)[0] === '..' || isAbsolute(from))
    throw new UsageError(
      `the last campaign keeps its counterexamples in ${folder}: if that is right, add --counterexamples ${folder}`,
    );
}

function assignmentOf(project: Project, names: readonly string[], flags: OvernightFlags): Assignment {
  const chosen = chooseSubjects(project, names);
  const budget = budgetOf(flags);
  const { systems: wanted, without = [] } = flags;
  const allSystems = [...new Set(chosen.flatMap((subject) => everySystemOf(subject).map(({ name }) => name)))];
  for (const name of wanted ?? []) mustBeOneOf('system', name, allSystems);
  const allPolicies = [...new Set(chosen.flatMap(({ policies }) => Object.keys(policies)))];
  for (const name of without) mustBeOneOf('policy', name, allPolicies);
  const work = strategiesOf(flags);
  const leftOut: string[] = [];
  const jobs = chosen.flatMap((subject) => {
    const systems = systemsOf(subject, wanted);
    if (systems.length === 0) {
      leftOut.push(`${subject.name} has none of the systems ${wanted?.join(', ')}`);
      return [];
    }
    const off = without.filter((name) => Object.hasOwn(subject.policies, name));
    const policies = policiesWithout(subject, off);
    const own = jobsOf(subject, { systems, policies }).filter(({ strategy }) => work.includes(strategy));
    if (subject.contract !== undefined) leftOut.push(...notForContract(subject, flags));
    if (!work.includes('race')) return own;
    const raced = racedSystemsOf(subject, wanted);
    const { races, lack } = racesOf(subject, flags);
    leftOut.push(...raced.leftOut, ...(raced.systems.length > 0 ? lack : []));
    return own.concat(raceJobsOf(subject, { systems: raced.systems, policies, races }));
  });
  // Without any job a campaign would end at once.
  if (jobs.length === 0) throw new UsageError(leftOut.join('; '));
  return { jobs, budget, folder: flags.counterexamples ?? project.counterexamples, leftOut };
}

/** The named strategies. Throws where one is unknown, or races are described and not asked for. */
function strategiesOf({ strategies: named, depth, preemptions, useCases }: OvernightFlags): readonly Strategy[] {
  for (const name of named ?? []) mustBeOneOf('strategy', name, strategies);
  const chosen = named === undefined ? usualStrategies : strategies.filter((one) => named.includes(one));
  const describesRaces = [depth, preemptions, useCases].some((flag) => flag !== undefined);
  if (describesRaces && !chosen.includes('race'))
    throw new UsageError(
      `--depth, --preemptions and --use-cases describe races: add --strategies ${[...chosen, 'race'].join(',')}`,
    );
  return chosen;
}

/** A line where strategies are named that need a model, which a contract does not have. */
function notForContract({ name }: AnySubject, { strategies: named = [] }: OvernightFlags): readonly string[] {
  const ofModels = named.filter((one) => one === 'explore' || one === 'drive');
  return ofModels.length === 0 ? [] : [`${name} has a contract and no model: no ${ofModels.join(' and no ')} of it`];
}

/** The races of a subject, and a line where the subject lacks what the flags name. */
function racesOf(
  { name, useCases: cases = {} }: AnySubject,
  { depth = usualRaces.depth, preemptions = usualRaces.preemptions, useCases = false }: OvernightFlags,
): { readonly races: RacesToRun; readonly lack: readonly string[] } {
  const hasCases = Object.keys(cases).length > 0;
  const lack = useCases && !hasCases ? [`${name} has no use cases: its races are those of single commands`] : [];
  return { races: { depth, preemptions, useCases: useCases && hasCases }, lack };
}

/** The named systems of a subject; its first system where none is named. */
function systemsOf(subject: AnySubject, wanted: readonly string[] | undefined): string[] {
  const own = everySystemOf(subject).map(({ name }) => name);
  return wanted === undefined ? own.slice(0, 1) : own.filter((name) => wanted.includes(name));
}

function budgetOf({ hours, until, rounds }: OvernightFlags): Budget {
  const given = [hours, until, rounds].filter((flag) => flag !== undefined);
  if (given.length !== 1) {
    throw new UsageError(
      'how long? Give --hours 8, --until 07:00 or --rounds 5 (or --resume, to go on with the last campaign)',
    );
  }
  if (rounds !== undefined) return { rounds };
  return { seconds: hours === undefined ? secondsUntil(until ?? '', clock.now()) : hours * 3600 };
}

/** From now to the next time that a clock shows this. Throws where the text is no time of day. */
function secondsUntil(text: string, now: Date): number {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (hour === undefined) throw new UsageError(`'${text}' is no time of day, such as 07:00`);
  const end = new Date(now);
  end.setHours(Number(hour), Number(minute), 0, 0);
  if (end <= now) end.setDate(end.getDate() + 1);
  return (end.getTime() - now.getTime()) / 1000;
}

/** The memory of each process, in megabytes: all processes together leave a third of the memory to other programs. */
function memoryFor(workers: number): number {
  const share = (totalmem() / 2 ** 20) * (2 / 3);
  return Math.round(Math.min(4096, Math.max(512, share / workers)));
}
