import { stepOnCopy } from '../kernel/execute.ts';
import { walkAsHappened } from '../kernel/interpreter.ts';
import type { Step } from '../kernel/invariant.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import { nextRecovery } from '../kernel/recovery.ts';
import type { Run } from '../kernel/run.ts';
import { modelOnSystem } from '../kernel/setup.ts';
import type { Narration, Policies, Scope, Subject } from '../kernel/subject.ts';
import { everySystemOf } from '../kernel/subject.ts';
import type { Finding, ViolationKind } from '../kernel/violation.ts';
import { answeredModel, contractOn } from './answered-model.ts';
import { linesOfRows, tableWidth } from './table.ts';
import { paragraph, reportColumns } from './wrapped.ts';

/** A run, and the finding that it shows. */
interface RunToRender<C> extends Run<C> {
  readonly violation: EndOfRun;
  /** The types of the outcomes as they came; `null`: those of the model. */
  readonly outcomes?: readonly string[] | null;
  /** The answers of the system, where a contract follows them. Absent: those of the contract's guesses. */
  readonly answers?: readonly { readonly type: string }[];
}

/**
 * A run as a table of lines: a row per command, a lane per actor, and the store on the right. Where the
 * violation shows only after recovery, the recovery follows below a line. The last lines name the violation.
 */
export function timeline<State, C extends Command, O extends Outcome, View, P extends Policies, S extends Scope>(
  subject: Subject<State, C, O, View, P, S>,
  setup: { readonly system?: string; readonly policies: P; readonly scope: S },
  { commands, recovery, outcomes, answers, violation }: RunToRender<C>,
): string[] {
  const { system = '', policies, scope } = setup;
  const { kind, name } = violation;
  // A run of a system that the subject no longer has is shown on the whole model.
  const hasSystem = everySystemOf(subject).some((one) => one.name === system);
  const model = hasSystem ? modelOnSystem(subject, { system, policies, scope }) : subject.model(policies, scope);
  const lanes = subject.narration.lanes(scope);
  const rows: string[][] = [];
  let state = model.initial;
  const happened = model.endings === undefined ? null : walkAsHappened(model, commands, outcomes ?? [], name);
  const answered =
    answers === undefined ? undefined : answeredModel(model, contractOn(subject, system, scope), answers);

  function format(command: C, label: string, index?: number): void {
    const known = index === undefined ? undefined : happened?.[index];
    const { state: after, outcome } =
      known === undefined
        ? stepOnCopy(answered ?? model, state, command)
        : { state: known.after, outcome: known.outcome };
    rows.push([
      label,
      ...cellsOf(subject.narration, lanes, { before: model.view(state), command, outcome, after: model.view(after) }),
    ]);
    state = after;
  }

  for (const [index, command] of commands.entries()) format(command, String(index + 1), index);
  if (kind === 'settled' && recovery === undefined) renderRecovery(model, () => state, format);
  for (const [index, command] of (recovery ?? []).entries()) format(command, `r${index + 1}`);
  const lines = linesThatFit([['#', ...lanes], ...rows]);
  const hasRecovery = kind === 'settled' || (recovery ?? []).length > 0;
  const rule = rows.length > commands.length ? 'recovery:' : 'recovery: no command is enabled';
  const ruled = hasRecovery ? lines.toSpliced(commands.length + 1, 0, [rule]) : lines;
  const isModelOnly = kind === 'divergence' || kind === 'systemError';
  const note = isModelOnly ? ['(outcomes of the model; in the last step the system differs)'] : [];
  return [...ruled.flat(), ...note, ...renderEnding(violation)];
}

/** The end of a run: the violation, with its details where they are known. */
type EndOfRun = Finding & { readonly details?: string };

/** The violation that ends a run: an invariant with its sentence, another violation with its details below. */
export function renderEnding({ kind, name, details }: EndOfRun): string[] {
  const ending = `=> ${endings[kind](name)}`;
  if (details === undefined) return paragraph(ending, 'red');
  if (kind === 'invariant' || kind === 'settled') return paragraph(`${ending}: ${details}`, 'red');
  return [...paragraph(ending, 'red'), ...paragraph(details)];
}

/** A line or more for each row. A lane in which nothing happens is left out where the table would be too wide. */
function linesThatFit(rows: readonly (readonly string[])[]): string[][] {
  const isTooWide = tableWidth(rows) > reportColumns;
  const isUsed = (column: number): boolean => rows.some((row, at) => at > 0 && row[column] !== '');
  const [header = [], ...kept] = isTooWide ? rows.map((row) => row.filter((_, column) => isUsed(column))) : rows;
  return linesOfRows(header, kept);
}

const endings: Record<ViolationKind, (name: string) => string> = {
  invariant: (name) => `${name} is violated`,
  settled: (name) => `${name} is violated after recovery`,
  divergence: (name) => `model and system disagree: ${name}`,
  systemError: (name) => (name === 'NoAnswer' ? 'the system gives no answer' : `the system throws ${name}`),
  endless: () => 'recovery does not end in time',
};

function renderRecovery<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  state: () => State,
  format: (command: C, label: string) => void,
): void {
  for (let count = 0; ; count += 1) {
    const command = nextRecovery(model, state(), count);
    if (command === 'quiescent' || command === 'nonTerminating') return;
    format(command, `r${count + 1}`);
  }
}

/** The cells of a step: command and outcome in the actor's lane, changes in the store's lane. */
function cellsOf<C, O, View>(
  narration: Narration<View, C, O, never>,
  lanes: readonly string[],
  { before, command, outcome, after }: Step<View, C, O>,
): string[] {
  const answer = narration.answer(outcome);
  const done = answer === '' ? narration.format(command) : `${narration.format(command)} → ${answer}`;
  const changes = narration.changes(before, after).join(', ');
  return lanes.map((lane, index) => {
    const own = lane === narration.laneOf(command) ? done : '';
    return index === lanes.length - 1 ? [own, changes].filter((text) => text !== '').join(': ') : own;
  });
}
