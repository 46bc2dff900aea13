import { styleText } from 'node:util';
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
import { table } from './table.ts';

/** A run, and the finding that it shows. */
interface RunToRender<C> extends Run<C> {
  readonly violation: Finding;
  /** The types of the outcomes as they came; `null`: those of the model. */
  readonly outcomes?: readonly string[] | null;
}

/**
 * A run as a table of lines: a row per command, a lane per actor, and the store on the right. Where the
 * violation shows only after recovery, the recovery follows below a line.
 */
export function timeline<State, C extends Command, O extends Outcome, View, P extends Policies, S extends Scope>(
  subject: Subject<State, C, O, View, P, S>,
  setup: { readonly system?: string; readonly policies: P; readonly scope: S },
  { commands, recovery, outcomes, violation: { kind, name } }: RunToRender<C>,
): string[] {
  const { system = '', policies, scope } = setup;
  // A run of a system that the subject no longer has is shown on the whole model.
  const hasSystem = everySystemOf(subject).some(({ name: one }) => one === system);
  const model = hasSystem ? modelOnSystem(subject, { system, policies, scope }) : subject.model(policies, scope);
  const lanes = subject.narration.lanes(scope);
  const rows: string[][] = [];
  let state = model.initial;
  const happened = model.endings === undefined ? null : walkAsHappened(model, commands, outcomes ?? [], name);

  function format(command: C, label: string, index?: number): void {
    const known = index === undefined ? undefined : happened?.[index];
    const { state: after, outcome } =
      known === undefined ? stepOnCopy(model, state, command) : { state: known.after, outcome: known.outcome };
    rows.push([
      label,
      ...cellsOf(subject.narration, lanes, { before: model.view(state), command, outcome, after: model.view(after) }),
    ]);
    state = after;
  }

  for (const [index, command] of commands.entries()) format(command, String(index + 1), index);
  if (kind === 'settled' && recovery === undefined) renderRecovery(model, () => state, format);
  for (const [index, command] of (recovery ?? []).entries()) format(command, `r${index + 1}`);
  const lines = table(['#', ...lanes], rows);
  const ruled =
    kind === 'settled' || (recovery ?? []).length > 0 ? lines.toSpliced(commands.length + 1, 0, 'recovery:') : lines;
  const isModelOnly = kind === 'divergence' || kind === 'systemError';
  const note = isModelOnly ? ['(outcomes of the model; in the last step the system differs)'] : [];
  return [...ruled, ...note, styleText('red', `=> ${endings[kind](name)}`)];
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
