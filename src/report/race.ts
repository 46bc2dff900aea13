import { sameJson } from '../kernel/json.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import { struckOutcome } from '../kernel/strikes.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { isUseCaseCall } from '../kernel/use-case.ts';
import { briefJson } from './brief-json.ts';
import { formatCount, formatNumber, sumOf } from './numbers.ts';
import type { StepToRender } from './race-lanes.ts';
import { raceLanes } from './race-lanes.ts';
import { paragraph, reportColumns, wrapped } from './wrapped.ts';

interface CommandToRender {
  readonly type: string;
}

/** What a command of an actor came to. */
export type CommandEnd =
  | { readonly actor: string; readonly outcome: unknown }
  | { readonly actor: string; readonly thrown: string };

/** A race that went wrong, with its schedule. */
export interface RaceToRender<C extends CommandToRender> {
  readonly before: readonly C[];
  readonly atOnce: readonly { readonly actor: string; readonly commands: readonly C[] }[];
  readonly moves: readonly StepToRender[];
  readonly outcomes: readonly CommandEnd[];
  readonly view: unknown;
  /** After the race. */
  readonly recovery: readonly { readonly command: C; readonly outcome: unknown }[];
  readonly preemptions: number;
  readonly violation: { readonly kind: string; readonly details: string; readonly promise?: string };
  readonly certificate: CertificateToRender | null;
}

type CertificateToRender = { readonly races: number; readonly schedules: number } & (
  | {
      readonly kind: 'minimal';
      readonly preemptions: number;
      readonly cuts?: number;
      readonly strikes?: readonly string[];
    }
  | { readonly kind: 'locally minimal'; readonly reason: string }
);

/** The printed facts of the races of a scope. */
export interface RacesToRender<C extends CommandToRender> {
  readonly preemptions: number;
  /** Which schedules of each race were to be run; a number: so many at random. */
  readonly search: 'bounded' | 'all' | 'unreduced' | number;
  readonly depth: number;
  readonly atOnce: number;
  readonly races: number;
  readonly of: number;
  /** Of these: the races of kinds that longer runs and other scopes add, by scope; none where a scope was named. */
  readonly kinds: readonly { readonly scope: string; readonly races: number; readonly of: number }[];
  readonly schedules: number;
  readonly withFault: number;
  readonly statements: number;
  /** What strikes actors in schedules. */
  readonly faults: readonly string[];
  readonly orders: number;
  readonly redundant: number;
  readonly unresolved: readonly string[];
  readonly random: { readonly depth: number; readonly bound: number } | null;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly overlapsNeeded: Readonly<Record<string, number>>;
  readonly notCounted: Readonly<Record<string, number>>;
  readonly withoutStatement: readonly string[];
  readonly oneSteps: readonly { readonly statement: string; readonly because: string }[];
  /** The functions of the server that run several statements within one move. */
  readonly functions: readonly string[];
  readonly found: RaceToRender<C> | null;
  readonly isWhole: boolean;
  readonly isInterrupted: boolean;
}

/** How a report writes commands and outcomes. */
export interface RaceWords<C> {
  format(command: C): string;
  answer(outcome: unknown): string;
}

/** What the races of a scope have shown, and the timeline of one that went wrong. */
export function renderRaces<C extends CommandToRender>(report: RacesToRender<C>, words: RaceWords<C>): string[] {
  const { races, of, statements, found } = report;
  const ofKinds = { races: sumOf(report.kinds.map((one) => one.races)), of: sumOf(report.kinds.map((one) => one.of)) };
  const counts =
    `${formatNumber(races - ofKinds.races)} of ${formatCount(of - ofKinds.of, 'race')} of ` +
    `${report.atOnce > 2 ? 'up to ' : ''}${report.atOnce} commands from the states within ` +
    `${formatCount(report.depth, 'command')}, ${wordsOfKinds(report.kinds)}${wordsOfSchedules(report)}, ` +
    formatCount(statements, 'statement');
  const outcomes = Object.entries(report.outcomes).toSorted(([, a], [, b]) => b - a);
  return [
    ...wrapped(counts, reportColumns),
    ...wrapped(
      `outcomes: ${outcomes.map(([type, count]) => `${type} ${formatNumber(count)}`).join(', ')}`,
      reportColumns,
    ),
    ...Object.entries(report.overlapsNeeded).flatMap(([because, count]) =>
      wrapped(
        `right only while another command overlaps, in ${formatCount(count, 'schedule')}: ${because}`,
        reportColumns,
      ),
    ),
    ...linesOfOneSteps(report.oneSteps),
    ...linesOfFunctions(report.functions),
    ...linesOfUnresolved(report.unresolved),
    ...Object.entries(report.notCounted).flatMap(([why, count]) =>
      paragraph(`not counted, ${formatCount(count, 'schedule')}: ${why}`, 'yellow'),
    ),
    ...(report.withoutStatement.length === 0
      ? []
      : wrapped(`no statement at the stage from: ${report.withoutStatement.join(', ')}`, reportColumns)),
    ...(found === null ? [] : ['', ...renderRace(found, words), '']),
    ...verdictLines(report),
  ];
}

/** How many races are of kinds that longer runs and other scopes add. */
function wordsOfKinds(kinds: RacesToRender<never>['kinds']): string {
  if (kinds.length === 0) return '';
  const scopes = kinds.map(
    ({ scope, races, of }) => `${scope} ${races === of ? '' : `${formatNumber(races)} of `}${formatNumber(of)}`,
  );
  return `and a race of each kind that longer runs and other scopes add (${scopes.join(', ')}), `;
}

function wordsOfSchedules({
  search,
  preemptions,
  schedules,
  withFault,
  faults,
  orders,
  redundant,
}: SchedulesToRender): string {
  const struck = faults.length === 0 ? '' : ` (in ${formatNumber(withFault)} of them ${wordsOfFaults(faults)})`;
  const all = `${formatCount(schedules, 'schedule')}${struck}`;
  if (typeof search === 'number') return `${all}: of each race the usual one, and ${formatNumber(search)} at random`;
  if (search === 'unreduced') return all;
  const most = `with at most ${formatCount(preemptions, 'preemption')}`;
  if (search === 'bounded') return `${all} ${most}`;
  const further =
    redundant === 0 ? '' : `; ${formatCount(redundant, 'further schedule')} turned out to be the same as one of them`;
  return (
    `${all}: those ${most}, and then ${formatNumber(orders)}, ` +
    `one for each order of the moves that depend on one another${further}`
  );
}

/** What has happened where one of these faults struck. */
function wordsOfFaults(faults: readonly string[]): string {
  const words = [
    ...(faults.includes('cut') ? ['a connection is cut'] : []),
    ...(faults.includes('kill') ? ['an actor is killed'] : []),
  ];
  return words.join(' or ');
}

/** One of these faults: `cut or kill`. */
function nounOfFaults(faults: readonly string[]): string {
  return faults.toSorted().join(' or ');
}

type SchedulesToRender = Pick<
  RacesToRender<never>,
  'search' | 'preemptions' | 'schedules' | 'withFault' | 'faults' | 'orders' | 'redundant' | 'random'
>;

/** What the schedules that were run say of all. */
function wordsOfCover({ search, preemptions, faults, random }: SchedulesToRender): string {
  const most = formatCount(preemptions, 'preemption');
  const noun = nounOfFaults(faults);
  const struck = faults.length === 0 ? '' : `, and in each of them with one ${noun}`;
  const whole = 'holds: in every schedule; of those that differ only in the order of independent moves one was run';
  if (search === 'all')
    return `${whole}${faults.length === 0 ? '' : `; with a ${noun} in every schedule with at most ${most}`}`;
  if (search === 'unreduced') return `holds: in every schedule${struck}`;
  if (search === 'bounded') return `holds: in every schedule with at most ${most}${struck}`;
  const percent = `${((random?.bound ?? 0) * 100).toFixed(1)} %`;
  return `holds, as far as it was tried: a violation that needs ${most} is found in each race with a probability of ${percent} at least`;
}

/** So many functions are named. */
const mostFunctions = 8;

function linesOfFunctions(functions: readonly string[]): string[] {
  if (functions.length === 0) return [];
  const others = functions.length - mostFunctions;
  const names = [...functions.slice(0, mostFunctions), ...(others > 0 ? [formatCount(others, 'other')] : [])];
  return paragraph(
    `no schedule has a statement of another actor within ${names.join(', ')}: a function of the server is one move, whatever ` +
      'it does; faultbook stress runs functions at the same time',
    'yellow',
  );
}

/** So many statements are listed. */
const mostOneSteps = 10;

function linesOfOneSteps(oneSteps: RacesToRender<CommandToRender>['oneSteps']): string[] {
  const lines = oneSteps.map(({ statement, because }) => `${shortened(statement, reportColumns)} (${because})`);
  return listOfStatements('one step each, with their commit:', lines);
}

function linesOfUnresolved(unresolved: readonly string[]): string[] {
  const lines = unresolved.map((statement) => shortened(statement, reportColumns));
  return listOfStatements('not resolved, so that they meet every other move:', lines);
}

function listOfStatements(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const others = lines.length - mostOneSteps;
  return [
    title,
    ...lines.slice(0, mostOneSteps).flatMap((line) => wrapped(`  ${line}`, reportColumns, 4)),
    ...(others > 0 ? [`  and ${formatCount(others, 'other statement')}`] : []),
  ];
}

function verdictLines<C extends CommandToRender>(report: RacesToRender<C>): string[] {
  const { found, notCounted, isWhole, isInterrupted } = report;
  if (found !== null)
    return [...paragraph(`violated: ${found.violation.details}`, 'red'), ...paragraph(formatRaceCertificate(found))];
  if (isInterrupted) return paragraph('interrupted: no violation until then', 'yellow');
  if (Object.keys(notCounted).length > 0)
    return paragraph('inconclusive: some schedules do not count, although they were tried again', 'yellow');
  if (!isWhole) return paragraph('holds, as far as it was tried: not every race was run', 'green');
  return paragraph(wordsOfCover(report), 'green');
}

/** Which smaller races are right, in a sentence. */
export function formatRaceCertificate({
  certificate,
  preemptions,
  moves,
}: Pick<RaceToRender<never>, 'certificate' | 'preemptions' | 'moves'>): string {
  if (certificate === null) return 'not minimised';
  const { kind, races, schedules } = certificate;
  const tried = `(${formatCount(schedules, 'schedule')})`;
  const none = races === 1 ? 'the smaller race is not wrong' : `none of ${formatNumber(races)} smaller races is wrong`;
  if (kind === 'locally minimal') return `locally minimal: ${none} ${tried}; ${certificate.reason}`;
  const { cuts, strikes = ['cut'] } = certificate;
  const and = cuts === undefined ? '' : ` and ${formatCount(cuts, nounOfFaults(strikes))}`;
  const most = `with at most ${formatCount(certificate.preemptions, 'preemption')}${and}`;
  const smaller = races === 0 ? 'there is no smaller race' : `${none} ${most}`;
  const used = [
    ...(moves.some(({ cut }) => cut !== undefined) ? [`without a ${nounOfFaults(strikes)}`] : []),
    ...(preemptions === 0 ? [] : ['with fewer preemptions']),
  ];
  return `minimal: ${smaller}${used.length === 0 ? '' : `, and ${used.join(' or ')} this one is right`} ${tried}`;
}

/** How the reports of a subject write its commands and outcomes. */
export function raceWordsOf({ narration }: AnySubject): RaceWords<Command> {
  return {
    format: (command) =>
      isUseCaseCall(command) ? `${command.type}: ${narration.format(command.first)}` : narration.format(command),
    answer: (outcome) => narration.answer(outcome as Outcome),
  };
}

/** A race as a timeline, and at the end what each command came to. */
export function renderRace<C extends CommandToRender>(race: RaceToRender<C>, words: RaceWords<C>): string[] {
  const { before, atOnce, moves, view, recovery, preemptions } = race;
  const first = before.length === 0 ? 'from the start' : before.map((command) => words.format(command)).join('; ');
  const both = atOnce.map(({ actor, commands }) => `${actor}: ${commands.map((one) => words.format(one)).join('; ')}`);
  const lanes = lanesOfRace(race, words);
  const width = Math.max(...atOnce.map(({ actor }) => actor.length));
  return [
    ...wrapped(`first: ${first}`, reportColumns),
    ...wrapped(`then at once: ${both.join('   ')}`, reportColumns),
    `${formatCount(moves.length, 'move')}, ${formatCount(preemptions, 'preemption')}:`,
    '',
    ...raceLanes(lanes, moves),
    '',
    ...lanes.flatMap(({ actor, commands }) =>
      commands.flatMap(({ called, ended }) =>
        wrapped(`${actor.padEnd(width)}  ${called} → ${ended}`, reportColumns, width + 2),
      ),
    ),
    ...recovery.flatMap(({ command, outcome }) =>
      wrapped(`in the recovery: ${words.format(command)} → ${words.answer(outcome)}`, reportColumns),
    ),
    ...wrapped(`in the end: ${shortened(briefJson(view), mostOfView)}`, reportColumns),
  ];
}

/** The most characters of a view in a report. */
const mostOfView = 240;

/** The commands of each actor, with what they came to. */
function lanesOfRace<C extends CommandToRender>({ atOnce, outcomes }: RaceToRender<C>, words: RaceWords<C>) {
  return atOnce.map(({ actor, commands }) => {
    const own = outcomes.filter((one) => one.actor === actor);
    return {
      actor,
      commands: commands.map((command, at) => ({ called: words.format(command), ended: formatEnd(own[at], words) })),
    };
  });
}

/** What a command came to, in a few words; `undefined`: nothing. */
export function formatEnd(end: CommandEnd | undefined, words: Pick<RaceWords<never>, 'answer'>): string {
  if (end === undefined) return 'no answer';
  if ('thrown' in end) return `throws ${end.thrown}`;
  if (sameJson(end.outcome, struckOutcome)) return 'not known: a fault struck it';
  const answer = words.answer(end.outcome);
  return answer === '' ? 'done' : answer;
}

function shortened(text: string, columns: number): string {
  return text.length > columns ? `${text.slice(0, columns - 1)}…` : text;
}
