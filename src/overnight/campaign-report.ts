import { join } from 'node:path';
import { missedOutcomes } from '../check/unseen.ts';
import { readCounterexamples, readKept } from '../corpus/counterexamples.ts';
import { raceTraces } from '../corpus/trace-kind.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { noCampaign } from './bad-journal.ts';
import type { Estimate } from './estimate.ts';
import { estimateOf } from './estimate.ts';
import { findingIn, findingKey, folderOf, isSure } from './findings.ts';
import type { Job } from './job.ts';
import type { CrashEntry, JournalEntry, Journal, Campaign, Replayed, JobShare } from './journal.ts';
import { emptyShare } from './journal.ts';
import { gapsOfRaces, sumOfParts } from './race-tally.ts';
import type { Sums } from './sums.ts';
import { addOutcomes, addSums, missedBy, zeroSums } from './sums.ts';

/**
 * The verdict of a campaign.
 *
 * - `violated`: a finding was not known before the campaign (of a contract, one that shows each time), or a process repeatedly crashed within a call of a system,
 *   during a batch or a kept counterexample.
 * - `inconclusive`: no violation, but a finding of a contract shows only sometimes, or races with an end do not count, or a job was set aside, or a process repeatedly crashed without a system to blame, or no
 *   run of a subject reached one of its systems, or no batch was run at all, or random runs have not shown more of the outcomes
 *   that exploring reached in a scope than the subject allows (`missing`).
 * - `holds`: no new finding in the covered jobs.
 */
export type CampaignVerdict = 'violated' | 'inconclusive' | 'holds';

/** The report of a campaign. */
export interface CampaignReport {
  readonly verdict: CampaignVerdict;
  readonly campaign: Campaign;
  /** The new ones first, then those that always show. */
  readonly findings: readonly ReportedFinding[];
  readonly crashes: readonly ReportedCrash[];
  /** What became of kept counterexamples, but for those that show what they did. */
  readonly changed: readonly Replayed[];
  readonly jobs: readonly ReportedJob[];
  /** Of each scope the outcomes that exploring reached and no random run did, on any night. */
  readonly unreached: readonly UnreachedOutcomes[];
}

/** Outcomes of a scope that exploring reached and no random run did. */
export interface UnreachedOutcomes {
  readonly subject: string;
  readonly scopeName: string;
  /** As `command: outcome`, the most frequent commands of the exploration first. */
  readonly outcomes: readonly string[];
  /** Why these are too many for the runs of all nights; empty: they are not. */
  readonly missedGoals: readonly string[];
}

export interface ReportedCrash extends CrashEntry {
  readonly in: Job;
  /** A system is to blame for it. */
  readonly isOfSystem: boolean;
}

export interface ReportedFinding extends JournalEntry {
  /** The finding was not among the kept counterexamples before the campaign, or was no longer reproduced. */
  readonly isNew: boolean;
  readonly isSure: boolean;
  /** Where it is kept; `null` where it is not. */
  readonly path: string | null;
}

export interface ReportedJob extends JobShare {
  readonly of: Job;
  /** The coverage goals that too few of its runs reached. */
  readonly missedGoals: readonly string[];
  readonly runsPerSecond: number;
  readonly newEdgesInLastHour: number;
  /** How much is left to find; `null` where that is not known. */
  readonly left: Estimate | null;
  /** How many new edges another hour of one process is expected to show. */
  readonly newEdgesPerHour: number | null;
}

/**
 * The report of the last campaign of a journal. `subjects`: any other subject counts as one of a model, and of it outcomes that no run has shown are a note, and
 * change no verdict. Throws `BadJournal` where the journal has no campaign.
 */
export async function reportCampaign(
  journal: Journal,
  subjects: readonly Pick<AnySubject, 'name' | 'missing' | 'contract'>[] = [],
): Promise<CampaignReport> {
  const campaign = journal.lastCampaign();
  if (campaign === null) throw noCampaign();
  const shares = new Map(journal.shares(campaign.id).map((share) => [share.job, share]));
  const edges = edgesByModel(journal, [...shares.values()]);
  const jobs = campaign.jobs.map((number) =>
    jobIn(journal, campaign, shares.get(number) ?? emptyShare(number), edges.get(journal.jobOf(number).model)),
  );
  const replayed = journal.replayed(campaign.id);
  const known = new Set(replayed.filter(({ verdict }) => verdict === 'reproduced').map(({ key }) => key));
  const paths = await pathsIn(campaign.folder);
  const findings = journal
    .entries(campaign.id)
    .map((entry): ReportedFinding => {
      const path = paths.get(folderOf('', entry) + entry.key) ?? null;
      return Object.assign(entry, { isNew: !known.has(entry.key), isSure: isSure(entry), path });
    })
    .toSorted((a, b) => Number(b.isNew) - Number(a.isNew) || Number(b.isSure) - Number(a.isSure));
  const crashes = journal.crashes(campaign.id).map((crash): ReportedCrash => {
    const job = journal.jobOf(crash.job);
    return Object.assign(crash, { in: job, isOfSystem: isOfSystem(crash) });
  });
  const contracts = new Set(subjects.filter(({ contract }) => contract !== undefined).map(({ name }) => name));
  const isContract = (name: string): boolean => contracts.has(name);
  const unreached = unreachedOf(jobs, (job) => sumsOfAll(journal, job), subjects);
  return {
    verdict: verdictOf({ isContract, findings, crashes, replayed, jobs, unreached }),
    campaign,
    findings,
    crashes,
    changed: replayed.filter(({ verdict }) => verdict !== 'reproduced'),
    jobs,
    unreached,
  };
}

/** By the digest of a model: how many edges a drive has found in its whole graph. */
function edgesByModel(journal: Journal, shares: readonly JobShare[]): ReadonlyMap<string, number> {
  const edges = new Map<string, number>();
  for (const { job, explored } of shares) {
    const { strategy, model } = journal.jobOf(job);
    if (strategy === 'drive' && explored !== null && explored.states > 0) edges.set(model, explored.edges);
  }
  return edges;
}

function jobIn(journal: Journal, campaign: Campaign, share: JobShare, edges = Infinity): ReportedJob {
  const { job, seconds, sums, shown } = share;
  const runsPerSecond = seconds === 0 ? 0 : sums.runs / seconds;
  const left = shown === null || shown.isFull ? null : estimateOf(shown);
  const edgesLeft = Math.max(0, edges - (shown?.edges ?? 0));
  const isKnown = left !== null && sums.runs > 0;
  return {
    ...share,
    of: journal.jobOf(job),
    missedGoals: missedBy(sums),
    runsPerSecond,
    newEdgesInLastHour: journal.newEdgesSince(campaign.id, job, campaign.spentSeconds - 3600),
    left,
    newEdgesPerHour: isKnown ? Math.min(left.expected * runsPerSecond * 3600, edgesLeft) : null,
  };
}

function verdictOf({
  isContract,
  findings,
  crashes,
  replayed,
  jobs,
  unreached,
}: {
  isContract(subject: string): boolean;
  readonly findings: readonly ReportedFinding[];
  readonly crashes: CampaignReport['crashes'];
  readonly replayed: readonly Replayed[];
  readonly jobs: readonly ReportedJob[];
  readonly unreached: readonly UnreachedOutcomes[];
}): CampaignVerdict {
  const fresh = findings.filter(({ isNew }) => isNew);
  const counts = (found: ReportedFinding): boolean => found.isSure || !isContract(found.trace.subject);
  if (fresh.some(counts) || crashes.some((crash) => crash.isOfSystem)) return 'violated';
  if (replayed.some(({ verdict }) => verdict === 'crashed')) return 'violated';
  if (fresh.length > 0) return 'inconclusive';
  if (
    jobs.some(({ missedGoals, raced }) => missedGoals.length > 0 || (raced !== null && gapsOfRaces(raced).length > 0))
  )
    return 'inconclusive';
  if (unreached.some(({ missedGoals }) => missedGoals.length > 0)) return 'inconclusive';
  const isNothing = jobs.every(({ batches }) => batches === 0);
  const isCut = isNothing || !isEachSystemReached(jobs) || jobs.some(({ setAside }) => setAside !== null);
  const isLost = crashes.some(isSure) || replayed.some(({ verdict }) => verdict === 'not replayed');
  return isCut || isLost ? 'inconclusive' : 'holds';
}

/** Whether a process came to an end each time, and within a call of a system. */
function isOfSystem(crash: CrashEntry): boolean {
  return isSure(crash) && crash.commands !== null;
}

/** Whether each system of each subject took a run, and a race where races were asked for: a campaign says nothing of the others. */
function isEachSystemReached(jobs: readonly ReportedJob[]): boolean {
  const taking = jobs.filter(({ of }) => of.strategy !== 'explore');
  const keyOf = ({ of: { subject, system, strategy } }: ReportedJob): string =>
    JSON.stringify([subject, system, strategy === 'race']);
  const hasTaken = ({ of, batches, raced }: ReportedJob): boolean =>
    of.strategy === 'race' ? raced !== null && sumOfParts(raced).schedules > 0 : batches > 0;
  const reached = new Set(taking.filter(hasTaken).map(keyOf));
  return taking.every((job) => reached.has(keyOf(job)));
}

/** Where each finding is kept, by its folder and its key. */
async function pathsIn(folder: string): Promise<Map<string, string>> {
  const paths = new Map<string, string>();
  for (const sub of ['', 'sometimes']) {
    const place = join(folder, sub);
    for (const { path, trace } of [...(await readCounterexamples(place)), ...(await readKept(place, raceTraces))]) {
      if (trace !== null) paths.set(sub + findingKey(trace, findingIn(trace)), path);
    }
  }
  return paths;
}

/** What the runs of a job have shown, in all campaigns. */
function sumsOfAll(journal: Journal, job: number): Sums {
  return journal.sharesOf(job).reduce((all, { sums }) => addSums(all, sums), zeroSums);
}

function unreachedOf(
  jobs: readonly ReportedJob[],
  sumsOf: (job: number) => Sums,
  subjects: readonly Pick<AnySubject, 'name' | 'missing'>[],
): UnreachedOutcomes[] {
  const scopes = new Map<string, ReportedJob[]>();
  for (const job of jobs) {
    // Without a policy a scope has other outcomes.
    if (job.of.off !== undefined) continue;
    const key = JSON.stringify([job.of.subject, job.of.scopeName]);
    scopes.set(key, [...(scopes.get(key) ?? []), job]);
  }
  return [...scopes.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const { subject, scopeName } = first.of;
    const { runs, outcomes: shown } = own.reduce((all, { job }) => addSums(all, sumsOf(job)), zeroSums);
    const reached = new Set(namesOf(shown));
    const explored = own.reduce<Sums['outcomes']>((all, job) => addOutcomes(all, job.explored?.outcomes ?? {}), {});
    const frequency = (name: string): number => sumOfCounts(explored[name.slice(0, name.indexOf(': '))] ?? {});
    const outcomes = namesOf(explored)
      .filter((name) => !reached.has(name))
      .toSorted((one, other) => frequency(other) - frequency(one) || (one < other ? -1 : 1));
    if (outcomes.length === 0) return [];
    const of = namesOf(explored).length;
    const seen = of - outcomes.length;
    const { missing } = subjects.find(({ name }) => name === subject) ?? {};
    const missedGoals = missedOutcomes(
      missing === undefined ? {} : { missing },
      { outcomes: { seen, of, share: seen / of } },
      runs,
    );
    return [{ subject, scopeName, outcomes, missedGoals }];
  });
}

function sumOfCounts(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, one) => sum + one, 0);
}

function namesOf(outcomes: Sums['outcomes']): string[] {
  return Object.entries(outcomes).flatMap(([type, of]) => Object.keys(of).map((outcome) => `${type}: ${outcome}`));
}
