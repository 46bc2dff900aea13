import { formatRaces, notCountedLines } from './campaign-races.ts';
import type { CampaignJobReport, CampaignToRender, SectionLine } from './campaign-report.ts';
import { formatJob, formatPlaceOfJob } from './campaign-report.ts';
import { chanceWithin, formatChance } from './chance.ts';
import { formatCount, formatNumber } from './numbers.ts';
import { sentencesOfLimits } from './system-limits.ts';
import { table } from './table.ts';

const header = ['random runs', 'runs', 'runs/s', 'states', 'edges', 'new', 'next run', 'in 10,000'];
const legend =
  'next run, in 10,000: the chance that the next run, or any of the next 10,000, shows a new edge, at most';

/** A row for each job with random runs, and a line for each scope of which all was explored or driven, and for the races of each job. */
export function coveredLines({ jobs }: CampaignToRender): SectionLine[] {
  const random = jobs.filter(({ of, sums }) => of.strategy === 'random' && sums.runs > 0);
  const rows = random.map(({ of, sums, shown, newEdges, left, runsPerSecond }) => [
    formatPlaceOfJob(of),
    formatNumber(sums.runs),
    runsPerSecond.toFixed(0),
    formatNumber(shown?.states ?? 0),
    formatNumber(shown?.edges ?? 0),
    formatNumber(newEdges),
    left === null ? 'unknown' : formatChance(left.chanceAtMost),
    left === null ? 'unknown' : formatChance(chanceWithin(10_000, left.chanceAtMost)),
  ]);
  const explored = jobs.flatMap(({ of, explored: whole }) =>
    whole !== null && whole.isWhole ? [{ text: formatWhole(of, whole) }] : [],
  );
  const raced = jobs.flatMap(({ of, raced: races }) =>
    races === null ? [] : [{ text: `${formatJob(of)}: ${formatRaces(races)}` }],
  );
  if (rows.length === 0) return [...explored, ...raced];
  return [...table(header, rows).map((text) => ({ text, asIs: true })), { text: legend }, ...explored, ...raced];
}

function formatWhole(
  { subject, system, scopeName, strategy }: CampaignJobReport['of'],
  { states, edges, driven }: NonNullable<CampaignJobReport['explored']>,
): string {
  const where = `${subject}, ${scopeName}`;
  if (strategy === 'explore')
    return `${where}: all ${formatCount(states, 'state')} explored, and every order of recovery`;
  // Where commands have several endings, the system chooses.
  const unchosen = edges - driven;
  const all =
    unchosen === 0 ? `all ${formatCount(edges, 'edge')}` : `${formatNumber(driven)} of ${formatCount(edges, 'edge')}`;
  const chosen = unchosen === 0 ? '' : `, and the others it never chose`;
  return `${where} on ${system}: ${all} between ${formatCount(states, 'state')} driven, name by name${chosen}`;
}

/** The work that was left out, given up, not reached or not finished. */
export function notCoveredLines({ jobs, campaign, unreached, limits = [] }: CampaignToRender): string[] {
  const hasRuns = (subject: string, scopeName: string): boolean =>
    jobs.some(
      ({ of, sums }) => of.subject === subject && of.scopeName === scopeName && of.off === undefined && sums.runs > 0,
    );
  return [
    ...campaign.leftOut,
    ...jobs.flatMap(notCoveredOf),
    ...limits.flatMap(({ subject, system, limits: own }) =>
      sentencesOfLimits(system, own).map((sentence) => `${subject}: ${sentence}`),
    ),
    ...unreached.flatMap(({ subject, scopeName, outcomes, missedGoals }) => {
      if (!hasRuns(subject, scopeName)) return [];
      const missed = missedGoals.length === 0 ? '' : `; inconclusive: too few were shown: ${missedGoals.join('; ')}`;
      return [`${subject}, ${scopeName}: no random run reached ${outcomes.join(', ')}${missed}`];
    }),
  ];
}

function notCoveredOf(job: CampaignJobReport): string[] {
  const { setAside, of, missedGoals, batches, explored, sums, raced } = job;
  const name = formatJob(of);
  if (raced !== null) {
    const left = setAside === null ? [] : [`set aside: ${setAside.message}`];
    return [...left, ...notCountedLines(raced)].map((line) => `${name}: ${line}`);
  }
  if (setAside !== null) return [`${name}: set aside: ${setAside.message}`];
  if (missedGoals.length > 0) return [`${name}: inconclusive: too few of its runs reached: ${missedGoals.join('; ')}`];
  if (batches === 0) return [`${name}: not reached`];
  // No coverage goal counts where model and system are compared alone.
  if (of.off !== undefined) return [];
  if (sums.runs > 0 && Object.keys(sums.reached).length === 0) return [`${name}: no coverage goal in this scope`];
  if (explored === null || explored.isWhole) return [];
  if (of.strategy === 'drive' && explored.states > 0)
    return [`${name}: ${formatNumber(explored.driven)} of ${formatCount(explored.edges, 'edge')} driven`];
  const states =
    explored.states === 0
      ? 'more states than could be reached'
      : `${formatCount(explored.states, 'state')}, and more are left`;
  return [`${name}: ${states}`];
}

/** The three jobs that are expected to show the most new transitions. */
export function nextLines({ jobs }: CampaignToRender): string[] {
  return jobs
    .filter((job) => job.newEdgesPerHour !== null && job.newEdgesPerHour > 0)
    .toSorted((a, b) => (b.newEdgesPerHour ?? 0) - (a.newEdgesPerHour ?? 0))
    .slice(0, 3)
    .map(({ of, newEdgesPerHour }) => {
      const edges = formatNumber(Math.round(newEdgesPerHour ?? 0));
      return `${formatJob(of)}: at most ${edges} new edges per hour and process, at the same rate`;
    });
}
