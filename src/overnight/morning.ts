import { join } from 'node:path';
import { readCounterexamples } from '../corpus/counterexamples.ts';
import { noNight } from './bad-journal.ts';
import type { Estimate } from './estimate.ts';
import { estimateOf } from './estimate.ts';
import { findingKey, folderOf, isSure } from './findings.ts';
import type { Job } from './job.ts';
import type { DeathEntry, JournalEntry, Journal, Night, Replayed, JobShare } from './journal.ts';
import { emptyShare } from './journal.ts';
import type { Sums } from './sums.ts';
import { unmetBy } from './sums.ts';

/**
 * The verdict of a campaign.
 *
 * - `violated`: a finding was not known before the campaign, or a process repeatedly crashed within a call of a system,
 *   during a batch or a kept counterexample.
 * - `inconclusive`: no violation, but a job was set aside, or a process repeatedly crashed without a system to blame, or no
 *   run of a subject reached one of its systems, or no batch was run at all.
 * - `holds`: no new finding in the covered jobs.
 */
export type MorningVerdict = 'violated' | 'inconclusive' | 'holds';

/** The report of a campaign. */
export interface Morning {
  readonly verdict: MorningVerdict;
  readonly night: Night;
  /** The new ones first, then those that always show. */
  readonly findings: readonly MorningFinding[];
  readonly deaths: readonly MorningDeath[];
  /** What became of kept counterexamples, but for those that show what they did. */
  readonly changed: readonly Replayed[];
  readonly jobs: readonly MorningJob[];
  /** Of each subject, as `command: outcome`, what exploring came to and no random run did. */
  readonly unreached: Readonly<Record<string, readonly string[]>>;
}

export interface MorningDeath extends DeathEntry {
  readonly in: Job;
  /** A system is to blame for it. */
  readonly isOfSystem: boolean;
}

export interface MorningFinding extends JournalEntry {
  /** The finding was not among the kept counterexamples before the campaign, or was no longer reproduced. */
  readonly isNew: boolean;
  readonly isSure: boolean;
  /** Where it is kept; `null` where it is not. */
  readonly path: string | null;
}

export interface MorningJob extends JobShare {
  readonly of: Job;
  /** The coverage goals that too few of its runs reached. */
  readonly unmet: readonly string[];
  readonly runsPerSecond: number;
  readonly newEdgesInLastHour: number;
  /** How much is left to find; `null` where that is not known. */
  readonly left: Estimate | null;
  /** How many new edges another hour of one process is expected to show. */
  readonly newEdgesPerHour: number | null;
}

/** The report of the last campaign of a journal. Throws `BadJournal` where the journal has none. */
export async function reportCampaign(journal: Journal): Promise<Morning> {
  const night = journal.lastNight();
  if (night === null) throw noNight();
  const shares = new Map(journal.shares(night.id).map((share) => [share.job, share]));
  const jobs = night.jobs.map((number) => jobIn(journal, night, shares.get(number) ?? emptyShare(number)));
  const replayed = journal.replayed(night.id);
  const known = new Set(replayed.filter(({ verdict }) => verdict === 'reproduced').map(({ key }) => key));
  const paths = await pathsIn(night.folder);
  const findings = journal
    .entries(night.id)
    .map((entry): MorningFinding => {
      const path = paths.get(folderOf('', entry) + entry.key) ?? null;
      return Object.assign(entry, { isNew: !known.has(entry.key), isSure: isSure(entry), path });
    })
    .toSorted((a, b) => Number(b.isNew) - Number(a.isNew) || Number(b.isSure) - Number(a.isSure));
  const deaths = journal.deaths(night.id).map((death): MorningDeath => {
    const job = journal.jobOf(death.job);
    return Object.assign(death, { in: job, isOfSystem: isOfSystem(death) });
  });
  return {
    verdict: verdictOf({ findings, deaths, replayed, jobs }),
    night,
    findings,
    deaths,
    changed: replayed.filter(({ verdict }) => verdict !== 'reproduced'),
    jobs,
    unreached: unreachedOf(jobs),
  };
}

function jobIn(journal: Journal, night: Night, share: JobShare): MorningJob {
  const { job, seconds, sums, shown } = share;
  const runsPerSecond = seconds === 0 ? 0 : sums.runs / seconds;
  const left = shown === null || shown.isFull ? null : estimateOf(shown);
  const isKnown = left !== null && sums.runs > 0;
  return {
    ...share,
    of: journal.jobOf(job),
    unmet: unmetBy(sums),
    runsPerSecond,
    newEdgesInLastHour: journal.newEdgesSince(night.id, job, night.spentSeconds - 3600),
    left,
    newEdgesPerHour: isKnown ? left.expected * runsPerSecond * 3600 : null,
  };
}

function verdictOf({
  findings,
  deaths,
  replayed,
  jobs,
}: {
  readonly findings: readonly MorningFinding[];
  readonly deaths: Morning['deaths'];
  readonly replayed: readonly Replayed[];
  readonly jobs: readonly MorningJob[];
}): MorningVerdict {
  if (findings.some(({ isNew }) => isNew) || deaths.some((death) => death.isOfSystem)) return 'violated';
  if (replayed.some(({ verdict }) => verdict === 'died')) return 'violated';
  if (jobs.some(({ unmet }) => unmet.length > 0)) return 'inconclusive';
  const isNothing = jobs.every(({ pieces }) => pieces === 0);
  const isCut = isNothing || !isEachSystemReached(jobs) || jobs.some(({ setAside }) => setAside !== null);
  const isLost = deaths.some(isSure) || replayed.some(({ verdict }) => verdict === 'not replayed');
  return isCut || isLost ? 'inconclusive' : 'holds';
}

/** Whether a process came to an end each time, and within a call of a system. */
function isOfSystem(death: DeathEntry): boolean {
  return isSure(death) && death.commands !== null;
}

/** Whether each system of each subject took a run: a campaign says nothing of the others. */
function isEachSystemReached(jobs: readonly MorningJob[]): boolean {
  const taking = jobs.filter(({ of }) => of.strategy !== 'explore');
  const keyOf = ({ of: { subject, system } }: MorningJob): string => JSON.stringify([subject, system]);
  const met = new Set(taking.filter(({ pieces }) => pieces > 0).map(keyOf));
  return taking.every((job) => met.has(keyOf(job)));
}

/** Where each finding is kept, by its folder and its key. */
async function pathsIn(folder: string): Promise<Map<string, string>> {
  const paths = new Map<string, string>();
  for (const sub of ['', 'sometimes']) {
    for (const { path, trace } of await readCounterexamples(join(folder, sub))) {
      if (trace !== null) paths.set(sub + findingKey(trace, trace.violation), path);
    }
  }
  return paths;
}

function unreachedOf(jobs: readonly MorningJob[]): Record<string, string[]> {
  const unreached: Record<string, string[]> = {};
  for (const subject of new Set(jobs.map(({ of }) => of.subject))) {
    const own = jobs.filter(({ of }) => of.subject === subject);
    const reached = new Set(own.flatMap(({ sums }) => namesOf(sums.outcomes)));
    const explored = new Set(own.flatMap((job) => namesOf(job.explored?.outcomes ?? {})));
    unreached[subject] = [...explored].filter((name) => !reached.has(name)).toSorted();
  }
  return unreached;
}

function namesOf(outcomes: Sums['outcomes']): string[] {
  return Object.entries(outcomes).flatMap(([type, of]) => Object.keys(of).map((outcome) => `${type}: ${outcome}`));
}
