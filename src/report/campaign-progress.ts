import type { RacesOfJob } from './campaign-races.ts';
import { formatReached, schedulesIn } from './campaign-races.ts';
import type { CampaignJob } from './campaign-report.ts';
import { formatDuration } from './duration.ts';
import { formatNumber, sumOf } from './numbers.ts';
import { table } from './table.ts';
import { wrapped } from './wrapped.ts';

/** How far a job of a campaign is. */
interface JobProgress {
  readonly job: CampaignJob;
  readonly share: {
    readonly batches: number;
    readonly seconds: number;
    readonly sums: { readonly runs: number };
    readonly newEdges: number;
    readonly findings: readonly string[];
    readonly explored: { readonly edges: number; readonly isWhole: boolean } | null;
    readonly raced: RacesOfJob | null;
    readonly setAside: unknown;
  };
  readonly round: number;
  readonly isUnderWay: boolean;
  /** `null` for a campaign with a time limit, and before the first estimate. */
  readonly secondsLeft: number | null;
}

/** How far a campaign is. */
export interface CampaignProgress {
  readonly jobs: readonly JobProgress[];
  readonly findings: number;
  readonly spentSeconds: number;
  /** `null` for a campaign with a limit of rounds. */
  readonly secondsLeft: number | null;
  readonly isStopping: boolean;
}

/** The campaign on a screen, within the terminal's rows and columns: a longer line would wrap and scroll the first lines away. */
export function renderScreen(
  progress: CampaignProgress,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): string[] {
  const lines = [...wrapped(formatCampaignProgress(progress), columns, 0), ''];
  // The heading takes a line, and so does the cursor.
  const room = Math.max(1, rows - lines.length - 2);
  return [...lines, ...rowsOf(progress, room).map((line) => line.slice(0, columns))];
}

/** The whole campaign in a line. */
export function formatCampaignProgress(progress: CampaignProgress): string {
  const { jobs, findings, spentSeconds, secondsLeft, isStopping } = progress;
  const left = secondsLeft === null ? '' : `, ${formatDuration(secondsLeft)} left`;
  const schedules = schedulesIn(jobs.map(({ share }) => share));
  const ofRaces = schedules === 0 ? '' : `, ${formatNumber(schedules)} schedules of races`;
  const runs = `${formatNumber(sumOf(jobs.map(({ share }) => share.sums.runs)))} runs${ofRaces}`;
  const edges = `${formatNumber(sumOf(jobs.map(({ share }) => share.newEdges)))} new edges`;
  const end = isStopping ? '; finishing the batches under way, a second signal stops at once' : '';
  return `${formatDuration(spentSeconds)}${left}: ${runs}, ${edges}, ${findings} findings${end}`;
}

/** A row for each started job. Where the rows do not fit, jobs under way come first. */
function rowsOf({ jobs }: CampaignProgress, most: number): string[] {
  const begun = jobs.filter(({ share, isUnderWay }) => share.batches > 0 || isUnderWay);
  const shown = begun.length <= most ? begun : roomFor(begun, most - 1);
  const hidden = begun.length - shown.length;
  return [
    ...table(['  job', 'round', 'runs', 'runs/s', 'new edges', 'found', 'left'], shown.map(cellsOf), Infinity),
    ...(hidden === 0 ? [] : [`  and ${hidden} more`]),
  ];
}

function cellsOf({ job, share, round, isUnderWay, secondsLeft }: JobProgress): string[] {
  const runs = share.raced === null ? share.sums.runs : schedulesIn([share]);
  return [
    `${isUnderWay ? '*' : ' '} ${[job.subject, job.system, job.scopeName, ...(job.off === undefined ? [] : ['without', job.off]), job.strategy].join(' ')}`,
    String(round),
    runs === 0 ? '' : formatNumber(runs),
    runs === 0 ? '' : (runs / share.seconds).toFixed(0),
    formatNumber(job.strategy === 'random' ? share.newEdges : (share.explored?.edges ?? 0)),
    String(share.findings.length),
    formatLeft(share, secondsLeft),
  ];
}

function formatLeft({ setAside, explored, raced }: JobProgress['share'], secondsLeft: number | null): string {
  if (setAside !== null) return 'set aside';
  if (explored?.isWhole === true) return 'whole';
  if (raced !== null) return formatReached(raced);
  return secondsLeft === null ? '' : formatDuration(secondsLeft);
}

function roomFor(jobs: readonly JobProgress[], most: number): JobProgress[] {
  const first = [...jobs.filter(({ isUnderWay }) => isUnderWay), ...jobs.filter(({ isUnderWay }) => !isUnderWay)];
  const shown = new Set(first.slice(0, Math.max(0, most)));
  return jobs.filter((job) => shown.has(job));
}
