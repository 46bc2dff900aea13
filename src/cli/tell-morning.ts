import { styleText } from 'node:util';
import { subjects } from '../subjects/index.ts';
import { chanceWithin } from '../overnight/estimate.ts';
import { nameOf } from '../overnight/job.ts';
import type { Morning, MorningFinding, MorningJob } from '../overnight/morning.ts';
import { table } from '../report/table.ts';
import { timeline } from '../report/timeline.ts';
import { exitCode } from './exit.ts';
import { formatCertificate } from '../report/provenance.ts';
import { formatSetUp } from '../report/set-up.ts';

export function codeOfMorning({ verdict }: Morning): number {
  return {
    violated: exitCode.violation,
    vacuous: exitCode.undecided,
    undecided: exitCode.undecided,
    holds: exitCode.asPromised,
  }[verdict];
}

/** A heading, and what stands under it; `asIs` is laid out already. */
interface Section {
  readonly title: string;
  readonly lines: readonly { readonly text: string; readonly asIs?: boolean }[];
}

/** What a night came to, for a terminal. */
export function tellMorning(morning: Morning): string[] {
  const colour = { violated: 'red', vacuous: 'yellow', undecided: 'yellow', holds: 'green' } as const;
  const [first, ...rest] = sectionsOf(morning);
  return [
    styleText(colour[morning.verdict], verdictOf(morning)),
    ...(first?.lines ?? []).map(({ text }) => text),
    ...rest.flatMap(({ title, lines }) => ['', styleText('bold', title)].concat(lines.map(({ text }) => text))),
  ];
}

/** The same as Markdown. */
export function markdownOf(morning: Morning): string {
  const sections = sectionsOf(morning).map(({ title, lines }) => {
    const blocks: string[] = [`## ${title}`];
    let open: string[] = [];
    const close = (): void => {
      if (open.length > 0) blocks.push(['```', ...open, '```'].join('\n'));
      open = [];
    };
    for (const { text, asIs } of lines) {
      if (asIs === true) {
        open.push(text);
        continue;
      }
      close();
      blocks.push(`- ${text}`);
    }
    close();
    return blocks.join('\n\n');
  });
  return `# ${verdictOf(morning)}\n\n${sections.join('\n\n')}\n`;
}

function sectionsOf(morning: Morning): Section[] {
  const { findings, deaths, changed } = morning;
  const fresh = findings.filter(({ isNew }) => isNew);
  const known = findings.filter(({ isNew }) => !isNew);
  return [
    { title: 'The night', lines: nightLines(morning) },
    ...fresh.map((finding): Section => ({ title: titleOf(finding), lines: findingLines(finding) })),
    ...section(
      'Processes that came to an end',
      deaths.map((death) => ({ text: deathLine(death) })),
    ),
    ...section(
      'Known, and still there',
      known.map((finding) => ({ text: knownLine(finding) })),
    ),
    ...section(
      'Kept counterexamples over which their process came to an end',
      changed.filter(isDeath).map(({ path, note }) => ({ text: `${path}: ${note}, twice` })),
    ),
    ...section(
      'Kept counterexamples that do not show what they did',
      changed
        .filter((one) => !isDeath(one))
        .map(({ path, verdict, note }) => ({ text: `${path}: ${verdict}${note === '' ? '' : `: ${note}`}` })),
    ),
    ...section('What was covered', coveredLines(morning)),
    ...section(
      'What was not covered',
      notCoveredLines(morning).map((text) => ({ text })),
    ),
    ...section(
      'Where to spend the next night',
      nextLines(morning).map((text) => ({ text })),
    ),
  ];
}

function section(title: string, lines: Section['lines']): Section[] {
  return lines.length === 0 ? [] : [{ title, lines }];
}

function isDeath({ verdict }: Morning['changed'][number]): boolean {
  return verdict === 'died';
}

function verdictOf({ verdict, findings, deaths, changed, jobs }: Morning): string {
  const runs = number(
    jobs.reduce((sum, { sums }) => sum + sums.runs, 0),
    'run',
  );
  const fresh = findings.filter(({ isNew }) => isNew).length;
  const ends = deaths.filter(({ shown, of }) => shown === of).length;
  const known = findings.length - fresh;
  const still = known === 0 ? '' : `; ${number(known, 'known one')} still there`;
  if (verdict === 'violated') {
    const kept = changed.filter(isDeath).length;
    const what = [
      ...(fresh > 0 ? [number(fresh, 'new finding')] : []),
      ...(ends > 0 ? [`${number(ends, 'piece')} that ended a process twice`] : []),
      ...(kept > 0 ? [`${number(kept, 'kept counterexample')} that ended a process twice`] : []),
    ];
    return `violated: ${what.join(', and ')}, in ${runs}${still}`;
  }
  if (verdict === 'vacuous')
    return `vacuous: no new finding in ${runs}, but some met too little of what they had to${still}`;
  if (verdict === 'undecided') return `undecided: no new finding in ${runs}, but not all could be done${still}`;
  return `holds: no new finding in ${runs}: a sample, no proof${still}`;
}

const ends = {
  time: 'its time was up',
  rounds: 'its rounds were done',
  interrupted: 'it was interrupted',
  'nothing left': 'there was nothing left to do',
};

function nightLines({ night, jobs }: Morning): Section['lines'] {
  const { begunAt, endedAt, how, spentSeconds } = night;
  const end =
    how === null || endedAt === null
      ? 'under way, or cut off: --resume goes on with it'
      : `until ${timeOf(endedAt)}: ${ends[how]}`;
  const newEdges = jobs.reduce((sum, job) => sum + job.newEdgesInLastHour, 0);
  const ofHour = spentSeconds > 3600 ? 'in the last hour' : 'in all';
  return [
    { text: `begun ${timeOf(begunAt)}, ${end} (${duration(spentSeconds)} of work)` },
    { text: `${number(newEdges, 'new edge')} ${ofHour}` },
  ];
}

function titleOf({ trace, isSure }: MorningFinding): string {
  const { violation, subject, system } = trace;
  return `New: ${violation.name} (${violation.kind}) of ${subject} on ${system}${isSure ? '' : ', only sometimes'}`;
}

function findingLines(finding: MorningFinding): Section['lines'] {
  const { trace, details, shown, of, path, isSure } = finding;
  const { policies, scope, commands, recovery, violation, certificate } = trace;
  const subject = subjects.find(({ name }) => name === trace.subject);
  const run = { commands, ...(recovery !== undefined && { recovery }), kind: violation.kind, name: violation.name };
  const lines = subject === undefined ? [] : timeline(subject, { policies, scope }, run);
  return [
    { text: formatSetUp(`${trace.subject} on ${trace.system}`, policies, scope) },
    ...lines.map((text) => ({ text, asIs: true })),
    { text: details },
    { text: formatCertificate(certificate) },
    { text: seenLine(finding) },
    ...(isSure ? [] : [{ text: `it showed in ${shown} of ${of} replays` }]),
    ...(path === null
      ? [{ text: 'kept in the journal alone: the folder of counterexamples could not be written' }]
      : [{ text: `npm run faultbook -- promote ${path} --name ${nameFor(finding)}`, asIs: true }]),
  ];
}

/** A name to begin with. */
function nameFor({ trace }: MorningFinding): string {
  return trace.violation.name
    .replaceAll(/[^a-zA-Z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .toLowerCase()
    .replace(/^(?=\d)/, 'n')
    .slice(0, 60);
}

function seenLine({ times, timesTonight, firstSeen }: MorningFinding): string {
  const before = times > timesTonight ? `, ${times.toLocaleString('en')} in all` : '';
  return `seen ${timesTonight.toLocaleString('en')} times tonight${before}, since ${timeOf(firstSeen)}`;
}

function knownLine(finding: MorningFinding): string {
  const { trace, path } = finding;
  const { violation, commands, subject, system } = trace;
  return `${violation.name} (${violation.kind}) of ${subject} on ${system}, by ${number(commands.length, 'command')}: ${seenLine(finding)}; ${path}`;
}

const hows = { crashed: 'crashed', hung: 'hung', memory: 'took too much memory' };

function deathLine({ how, says, shown, of, seed, commands, in: job }: Morning['deaths'][number]): string {
  const run = commands === null ? '' : `; its run so far: ${JSON.stringify(commands)}`;
  const where = `${nameOf(job)}${seed === null ? '' : `, seed ${seed}`}`;
  return `${where}: ${hows[how]} in ${shown} of ${of} tries (${says})${run}`;
}

function coveredLines({ jobs }: Morning): Section['lines'] {
  const random = jobs.filter(({ of, sums }) => of.strategy === 'random' && sums.runs > 0);
  const rows = random.map(({ of, sums, shown, newEdges, left, runsPerSecond }) => [
    `${of.subject} on ${of.system}, ${of.scopeName}`,
    sums.runs.toLocaleString('en'),
    runsPerSecond.toFixed(0),
    (shown?.states ?? 0).toLocaleString('en'),
    `${(shown?.edges ?? 0).toLocaleString('en')} (${newEdges.toLocaleString('en')} new)`,
    left === null ? 'too many to count' : chanceOf(left.chance, left.chanceAtMost),
    left === null ? '' : `at most ${share(chanceWithin(10_000, left.chanceAtMost))}`,
  ]);
  const head = [
    'random runs',
    'runs',
    'runs/s',
    'states',
    'edges',
    'the next run shows a new edge',
    'one of the next 10,000',
  ];
  const explored = jobs.flatMap((job) => {
    const { of, explored: whole } = job;
    return whole !== null && whole.isWhole ? [{ text: exploredLine(of.strategy, job, whole) }] : [];
  });
  return [...(rows.length === 0 ? [] : table(head, rows).map((text) => ({ text, asIs: true }))), ...explored];
}

function exploredLine(
  strategy: string,
  { of }: MorningJob,
  { states, edges }: NonNullable<MorningJob['explored']>,
): string {
  const where = `${of.subject}, ${of.scopeName}`;
  if (strategy === 'explore') return `${where}: all ${number(states, 'state')} explored, and every order of recovery`;
  return `${where} on ${of.system}: all ${number(edges, 'edge')} between ${number(states, 'state')} driven, name by name`;
}

function notCoveredLines({ jobs, night, unreached }: Morning): string[] {
  return [
    ...night.leftOut,
    ...jobs.flatMap(({ setAside, of, unmet, pieces, explored }) => {
      const name = nameOf(of);
      if (setAside !== null) return [`${name}: set aside: ${setAside}`];
      if (unmet.length > 0) return [`${name}: vacuous: too few of its runs met: ${unmet.join('; ')}`];
      if (pieces === 0) return [`${name}: not reached`];
      if (explored === null || explored.isWhole) return [];
      if (of.strategy === 'drive' && explored.states > 0)
        return [`${name}: ${explored.driven.toLocaleString('en')} of ${number(explored.edges, 'edge')} driven`];
      const states =
        explored.states === 0
          ? 'more states than could be reached'
          : `${number(explored.states, 'state')}, and more are left`;
      return [`${name}: ${states}`];
    }),
    ...Object.entries(unreached).flatMap(([subject, names]) =>
      names.length === 0 ? [] : [`${subject}: no random run came to ${names.join(', ')}`],
    ),
  ];
}

function nextLines({ jobs }: Morning): string[] {
  return jobs
    .filter((job) => job.newEdgesPerHour !== null && job.newEdgesPerHour > 0)
    .toSorted((a, b) => (b.newEdgesPerHour ?? 0) - (a.newEdgesPerHour ?? 0))
    .slice(0, 3)
    .map(({ of, newEdgesPerHour }) => {
      const edges = Math.round(newEdgesPerHour ?? 0).toLocaleString('en');
      return `${nameOf(of)}: at most ${edges} new edges in an hour of one process, if it goes on as it did`;
    });
}

function chanceOf(chance: number, atMost: number): string {
  return `${share(chance)} (at most ${share(atMost)})`;
}

/** Never nothing where there is a little, nor all where a little is missing. */
function share(of: number): string {
  const percent = of * 100;
  if (percent === 0) return '0 %';
  if (percent < 0.001) return `${percent.toExponential(0)} %`;
  if (percent > 99.9 && percent < 100) return '99.9 %';
  return `${percent < 0.1 ? percent.toPrecision(1) : percent.toFixed(1)} %`;
}

function timeOf(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

export function duration(seconds: number): string {
  if (seconds < 90) return `${seconds.toFixed(0)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function number(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
