import { styleText } from 'node:util';
import { formatCount, formatNumber } from './numbers.ts';
import { paragraph, reportColumns, wrapped } from './wrapped.ts';

/** A step of a race, as a report shows it. */
interface StepToRender {
  readonly actor: string;
  readonly kind: 'statement' | 'commit' | 'answer' | 'call';
  readonly statement?: string;
  readonly command?: string;
  readonly answer?: string | null;
  readonly woken?: readonly string[];
  readonly waits?: readonly { readonly actor: string; readonly for: readonly string[] }[];
}

interface CommandToRender {
  readonly type: string;
}

interface FoundToRender<C extends CommandToRender> {
  readonly race: {
    readonly before: readonly C[];
    readonly atOnce: readonly { readonly actor: string; readonly commands: readonly C[] }[];
  };
  readonly run: {
    readonly steps: readonly StepToRender[];
    readonly operations: readonly { readonly actor: string | null; readonly command: C; readonly outcome: unknown }[];
  };
  readonly preemptions: number;
  readonly violation: { readonly kind: string; readonly details: string };
  readonly recovery: readonly { readonly command: C; readonly outcome: unknown }[];
}

/** The printed facts of the races of a scope. */
export interface RacesToRender<C extends CommandToRender> {
  readonly head: readonly string[];
  readonly preemptions: number;
  readonly depth: number;
  readonly atOnce: number;
  readonly races: number;
  readonly of: number;
  readonly schedules: number;
  readonly statements: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly overlapsNeeded: Readonly<Record<string, number>>;
  readonly notCounted: Readonly<Record<string, number>>;
  readonly withoutStatement: readonly string[];
  readonly oneSteps: readonly { readonly statement: string; readonly because: string }[];
  readonly found: FoundToRender<C> | null;
  readonly isWhole: boolean;
  readonly isInOrder: boolean;
  readonly isInterrupted: boolean;
}

/** How a report writes commands and outcomes. */
interface Words<C> {
  format(command: C): string;
  answer(outcome: unknown): string;
}

/** What the races of a scope have shown, and the timeline of one that went wrong. */
export function renderRaces<C extends CommandToRender>(report: RacesToRender<C>, words: Words<C>): string[] {
  const { races, of, schedules, statements, found } = report;
  const counts =
    `${formatNumber(races)} of ${formatCount(of, 'race')} of ${report.atOnce > 2 ? 'up to ' : ''}${report.atOnce} commands ` +
    `from the states within ${formatCount(report.depth, 'command')}, ` +
    `${formatCount(schedules, 'schedule')} with at most ${formatCount(report.preemptions, 'preemption')}, ` +
    formatCount(statements, 'statement');
  const outcomes = Object.entries(report.outcomes).toSorted(([, a], [, b]) => b - a);
  return [
    ...report.head,
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
    ...Object.entries(report.notCounted).flatMap(([why, count]) =>
      paragraph(`not counted, ${formatCount(count, 'schedule')}: ${why}`, 'yellow'),
    ),
    ...(report.withoutStatement.length === 0
      ? []
      : wrapped(`no statement at the stage from: ${report.withoutStatement.join(', ')}`, reportColumns)),
    ...(found === null ? [] : ['', ...linesOfFound(found, words), '']),
    ...verdictLines(report),
  ];
}

/** So many statements are listed. */
const mostOneSteps = 10;

function linesOfOneSteps(oneSteps: RacesToRender<CommandToRender>['oneSteps']): string[] {
  if (oneSteps.length === 0) return [];
  const others = oneSteps.length - mostOneSteps;
  return [
    'one step each, with their commit:',
    ...oneSteps
      .slice(0, mostOneSteps)
      .flatMap(({ statement, because }) =>
        wrapped(`  ${shortened(statement, reportColumns)} (${because})`, reportColumns, 4),
      ),
    ...(others > 0 ? [`  and ${formatCount(others, 'other statement')}`] : []),
  ];
}

function verdictLines<C extends CommandToRender>(report: RacesToRender<C>): string[] {
  const { found, notCounted, isWhole, isInOrder, isInterrupted, preemptions, races } = report;
  if (found !== null) {
    const smaller = `none of the ${formatCount(races - 1, 'race')} before it is wrong, and neither is this one with fewer preemptions`;
    return [
      ...paragraph(`violated: ${found.violation.details}`, 'red'),
      ...(isInOrder ? paragraph(`minimal: ${smaller}`) : []),
    ];
  }
  if (isInterrupted) return paragraph('interrupted: no violation until then', 'yellow');
  if (Object.keys(notCounted).length > 0)
    return paragraph('inconclusive: some schedules do not count, although they were tried again', 'yellow');
  if (!isWhole) return paragraph('holds, as far as it was tried: not every race was run', 'green');
  return paragraph(`holds: in every schedule with at most ${formatCount(preemptions, 'preemption')}`, 'green');
}

/** The race with a column of statements, and at the end what each command came to. */
function linesOfFound<C extends CommandToRender>(
  { race, run, preemptions, recovery }: FoundToRender<C>,
  words: Words<C>,
): string[] {
  const { before, atOnce } = race;
  const first = before.length === 0 ? 'from the start' : before.map((command) => words.format(command)).join('; ');
  const both = atOnce.map(({ actor, commands }) => `${actor}: ${commands.map((one) => words.format(one)).join('; ')}`);
  const width = Math.max(...atOnce.map(({ actor }) => actor.length));
  return [
    ...wrapped(`first: ${first}`, reportColumns),
    ...wrapped(`then at once: ${both.join('   ')}`, reportColumns),
    `${formatCount(preemptions, 'preemption')}:`,
    ...run.steps.map((step) => lineOfStep(step, width)),
    ...run.operations.flatMap(({ actor, command, outcome }) =>
      wrapped(
        `${(actor ?? 'clock').padEnd(width)}  ${words.format(command)} → ${words.answer(outcome)}`,
        reportColumns,
      ),
    ),
    ...recovery.flatMap(({ command, outcome }) =>
      wrapped(`in the recovery: ${words.format(command)} → ${words.answer(outcome)}`, reportColumns),
    ),
  ];
}

/** A step in one line: its actor, the beginning of its statement, and its answer. */
function lineOfStep(step: StepToRender, width: number): string {
  const actor = step.actor.padEnd(width);
  if (step.kind === 'call') return `  ${actor}  ${step.command ?? ''}`;
  if (step.kind === 'answer') return `  ${actor}  gets the answer ${step.answer ?? ''}`;
  const waitsFor = step.waits?.find((one) => one.actor === step.actor)?.for.join(', ') ?? 'a lock';
  const answer =
    (step.answer ?? `waits for ${waitsFor}`) + (step.woken?.length ? `, wakes ${step.woken.join(', ')}` : '');
  const text = step.kind === 'commit' ? 'COMMIT' : (step.statement ?? '');
  const room = Math.max(10, reportColumns - width - 4 - answer.length - 2);
  const line = `  ${actor}  ${shortened(text, room).padEnd(room)}  ${answer}`;
  return step.answer === null ? styleText('yellow', line) : line;
}

function shortened(text: string, columns: number): string {
  return text.length > columns ? `${text.slice(0, columns - 1)}…` : text;
}
