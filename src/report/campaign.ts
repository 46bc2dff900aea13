import { markdownText, printable } from '../kernel/printable.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { coveredLines, nextLines, notCoveredLines } from './campaign-coverage.ts';
import { crashLine, findingLines, formatKnownFinding, formatTitle } from './campaign-findings.ts';
import { notCountedLines, schedulesIn } from './campaign-races.ts';
import type { CampaignToRender, SectionLine } from './campaign-report.ts';
import { formatDuration, formatTime } from './duration.ts';
import { formatCount, sumOf } from './numbers.ts';
import { paragraph } from './wrapped.ts';

interface Section {
  readonly title: string;
  readonly lines: readonly SectionLine[];
}

/** What `replay` and `promote` take for the path of a counterexample. */
type NameOfTrace = (path: string) => string;

const byPath: NameOfTrace = (path) => path;

/** The result of a campaign, for a terminal. Runs of `subjects` are shown as a timeline. */
export function renderCampaign(
  report: CampaignToRender,
  subjects: readonly AnySubject[],
  nameOfTrace: NameOfTrace = byPath,
): string[] {
  const colour = { violated: 'red', inconclusive: 'yellow', holds: 'green' } as const;
  const [first, ...rest] = sectionsOf(report, subjects, nameOfTrace);
  return [
    ...paragraph(formatVerdict(report), colour[report.verdict]),
    ...(first?.lines ?? []).flatMap(linesOf),
    ...rest.flatMap(({ title, lines }) => [[''], paragraph(title, 'bold'), lines.flatMap(linesOf)].flat()),
  ];
}

function linesOf({ text, asIs = false }: SectionLine): string[] {
  return asIs ? [text] : paragraph(text);
}

/** The same as the text of a Markdown file. */
export function formatCampaignMarkdown(
  report: CampaignToRender,
  subjects: readonly AnySubject[],
  nameOfTrace: NameOfTrace = byPath,
): string {
  const sections = sectionsOf(report, subjects, nameOfTrace).map(({ title, lines }) =>
    [`## ${markdownText(title)}`, ...blocksOf(lines)].join('\n\n'),
  );
  return `# ${markdownText(formatVerdict(report))}\n\n${sections.join('\n\n')}\n`;
}

/** A list item for each line; consecutive lines with aligned columns share a code block. */
function blocksOf(lines: readonly SectionLine[]): string[] {
  const blocks: string[] = [];
  let open: string[] = [];
  const close = (): void => {
    if (open.length > 0) blocks.push(fenced(open));
    open = [];
  };
  for (const { text, asIs } of lines) {
    if (asIs === true) {
      open.push(printable(text));
      continue;
    }
    close();
    blocks.push(`- ${markdownText(text)}`);
  }
  close();
  return blocks;
}

/** A code block, with a fence that none of its lines can close. */
function fenced(lines: readonly string[]): string {
  const runs = lines.flatMap((line) => line.match(/`+/g) ?? []).map(({ length }) => length);
  const fence = '`'.repeat(Math.max(3, ...runs.map((length) => length + 1)));
  return [fence, ...lines, fence].join('\n');
}

function sectionsOf(report: CampaignToRender, subjects: readonly AnySubject[], nameOfTrace: NameOfTrace): Section[] {
  const { findings, crashes, changed } = report;
  const fresh = findings.filter(({ isNew }) => isNew);
  const known = findings.filter(({ isNew }) => !isNew);
  return [
    { title: 'The campaign', lines: summaryLines(report) },
    ...fresh.map((finding): Section => ({
      title: formatTitle(finding),
      lines: findingLines(finding, subjects, nameOfTrace),
    })),
    ...section(
      'Processes that exited early',
      crashes.map((crash) => ({ text: crashLine(crash) })),
    ),
    ...section(
      'Known, and still there',
      known.map((finding) => ({ text: formatKnownFinding(finding) })),
    ),
    ...section(
      'Kept counterexamples that ended their process',
      changed.filter(hasCrashed).map(({ path, note }) => ({ text: `${path}: ${note}, twice` })),
    ),
    ...section(
      'Kept counterexamples with another result',
      changed
        .filter((one) => !hasCrashed(one))
        .map(({ path, verdict, note }) => ({ text: `${path}: ${verdict}${note === '' ? '' : `: ${note}`}` })),
    ),
    ...section('Covered', coveredLines(report)),
    ...section(
      'Not covered',
      notCoveredLines(report).map((text) => ({ text })),
    ),
    ...section(
      'Where to spend the next campaign',
      nextLines(report).map((text) => ({ text })),
    ),
  ];
}

function section(title: string, lines: Section['lines']): Section[] {
  return lines.length === 0 ? [] : [{ title, lines }];
}

/** This counterexample ended its process. */
function hasCrashed({ verdict }: CampaignToRender['changed'][number]): boolean {
  return verdict === 'crashed';
}

function formatVerdict({ verdict, findings, crashes, changed, jobs, unreached }: CampaignToRender): string {
  const runs = formatWork(jobs);
  const fresh = findings.filter(({ isNew }) => isNew).length;
  const exits = crashes.filter(({ isOfSystem }) => isOfSystem).length;
  const known = findings.length - fresh;
  const still = known === 0 ? '' : `; ${formatCount(known, 'known one')} still there`;
  if (verdict === 'violated') {
    const kept = changed.filter(hasCrashed).length;
    const what = [
      ...(fresh > 0 ? [formatCount(fresh, 'new finding')] : []),
      ...(exits > 0 ? [`${formatCount(exits, 'batch')} that ended a process twice`] : []),
      ...(kept > 0 ? [`${formatCount(kept, 'kept counterexample')} that ended a process twice`] : []),
    ];
    return `violated: ${what.join(', and ')}, in ${runs}${still}`;
  }
  if (verdict === 'inconclusive' && fresh > 0)
    return `inconclusive: ${formatCount(fresh, 'new finding')} of a contract, only sometimes, in ${runs}${still}`;
  if (verdict === 'inconclusive' && jobs.some(({ missedGoals }) => missedGoals.length > 0))
    return `inconclusive: no new finding in ${runs}, but too few of them reached a coverage goal${still}`;
  if (verdict === 'inconclusive' && unreached.some(({ missedGoals }) => missedGoals.length > 0))
    return `inconclusive: no new finding in ${runs}, but too few of the reachable outcomes were shown${still}`;
  if (verdict === 'inconclusive' && jobs.some(({ raced }) => raced !== null && notCountedLines(raced).length > 0))
    return `inconclusive: no new finding in ${runs}, but not all of the schedules of races count${still}`;
  if (verdict === 'inconclusive')
    return `inconclusive: no new finding in ${runs}, but not all of the work was done${still}`;
  return `holds: no new finding in ${runs}: a sample, no proof${still}`;
}

/** The runs and the schedules of a campaign. */
function formatWork(jobs: CampaignToRender['jobs']): string {
  const runs = formatCount(sumOf(jobs.map(({ sums }) => sums.runs)), 'run');
  const schedules = schedulesIn(jobs);
  const ofRaces = `${formatCount(schedules, 'schedule')} of races`;
  if (schedules === 0) return runs;
  return jobs.some(({ of }) => of.strategy === 'random') ? `${runs} and ${ofRaces}` : ofRaces;
}

const ends = {
  time: 'time limit reached',
  rounds: 'all rounds done',
  interrupted: 'interrupted',
  'nothing left': 'no work left',
};

function summaryLines({ campaign, jobs }: CampaignToRender): SectionLine[] {
  const { begunAt, endedAt, how, spentSeconds } = campaign;
  const end =
    how === null || endedAt === null
      ? 'under way, or cut off: --resume continues'
      : `until ${formatTime(endedAt)}: ${ends[how]}`;
  const newEdges = sumOf(jobs.map((job) => job.newEdgesInLastHour));
  const ofHour = spentSeconds > 3600 ? 'in the last hour' : 'in all';
  return [
    { text: `begun ${formatTime(begunAt)}, ${end} (${formatDuration(spentSeconds)} of work)` },
    { text: `${formatCount(newEdges, 'new edge')} ${ofHour}` },
  ];
}
