import { formatCount, formatNumber } from './numbers.ts';

/** What the races of a part of the budget have shown. */
interface PartToRender {
  /** Run in all their schedules, or up to a violation. */
  readonly done: number;
  readonly violated: number;
  /** Run, and not counted. */
  readonly open: number;
  readonly schedules: number;
  /** By reason: how many schedules do not count. */
  readonly notCounted: Readonly<Record<string, number>>;
}

const names = {
  pairs: 'pairs',
  allSchedules: 'pairs in every schedule',
  twoAgainstOne: 'two against one',
  triples: 'triples',
  pct: 'PCT',
} as const;

type PartName = keyof typeof names;

/** The races of a job. */
export interface RacesOfJob {
  /** How many races each part with an end has. */
  readonly counts: Readonly<Record<Exclude<PartName, 'pct'>, number>>;
  readonly parts: Readonly<Partial<Record<PartName, PartToRender>>>;
}

/** How far each part of the budget of races came, in a line. */
export function formatRaces(races: RacesOfJob): string {
  return (Object.keys(names) as PartName[]).map((part) => `${names[part]}: ${formatPart(races, part)}`).join('; ');
}

function formatPart({ counts, parts }: RacesOfJob, part: PartName): string {
  const shown = parts[part];
  if (part === 'allSchedules' && counts.allSchedules < counts.pairs)
    return 'left out, since any two moves may depend on one another';
  if (part !== 'pct' && counts[part] === 0) return 'no such race in this scope';
  if (shown === undefined) return 'not begun';
  if (part === 'pct' && shown.schedules === 0) return 'no run of this scope has so many commands of several actors';
  const { done, open, violated, schedules } = shown;
  const isAll = part !== 'pct' && done === counts[part] && open === 0;
  const races =
    part === 'pct'
      ? `${formatCount(done, 'race')} done`
      : isAll
        ? `all ${formatCount(done, 'race')} done`
        : `${formatNumber(done)} of ${formatCount(counts[part], 'race')} done`;
  const wrong = violated === 0 ? '' : `, ${formatNumber(violated)} of them wrong`;
  const uncounted = open === 0 ? '' : `, ${formatNumber(open)} more not counted`;
  return `${races}${wrong}${uncounted} (${formatCount(schedules, 'schedule')})`;
}

/** Why schedules do not count, in a line for each reason. */
export function notCountedLines({ parts }: RacesOfJob): string[] {
  return Object.entries(parts).flatMap(([part, { notCounted }]) =>
    Object.entries(notCounted).map(
      ([why, times]) => `${names[part as PartName]}: ${formatCount(times, 'schedule')} not counted: ${why}`,
    ),
  );
}

/** All schedules of the races of these jobs. */
export function schedulesIn(jobs: readonly { readonly raced: RacesOfJob | null }[]): number {
  const parts = jobs.flatMap(({ raced }) => Object.values(raced?.parts ?? {}));
  return parts.reduce((sum, { schedules }) => sum + schedules, 0);
}

/** The last part that was begun, in a few characters, for a column. */
export function formatReached({ counts, parts }: RacesOfJob): string {
  const part = (Object.keys(names) as PartName[]).findLast((one) => parts[one] !== undefined);
  if (part === undefined) return 'counted';
  if (part === 'pct') return names.pct;
  return `${names[part]} ${formatNumber(parts[part]?.done ?? 0)}/${formatNumber(counts[part])}`;
}
