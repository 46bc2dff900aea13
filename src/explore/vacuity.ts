import { stepOnCopy } from '../kernel/execute.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Answer, Policies, Scope, Subject } from '../kernel/subject.ts';
import { policiesWithout } from '../kernel/subject.ts';
import type { AblationRow } from './ablate.ts';

/**
 * The kind of a vacuous name.
 *
 * - `neverAccepted`, `neverRefused`: a command, under no policy set.
 * - `neverOccurs`: an outcome that the subject lists.
 * - `unlisted`: an outcome that occurs, and that the subject does not list.
 * - `neverViolated`: an invariant that is violated under no policy set, and that names no change to the code that would
 *   violate it.
 * - `violatedAnyway`: an invariant that names such a change, and is violated without the change where a policy is off.
 */
export type VacuousKind =
  | 'neverAccepted'
  | 'neverRefused'
  | 'neverOccurs'
  | 'unlisted'
  | 'neverViolated'
  | 'violatedAnyway';

/** Whether every command, outcome and invariant of a subject matters, judged over all policy sets together. */
export interface Vacuity {
  /** False where an exploration was stopped: then unseen names are not judged. */
  readonly isComplete: boolean;
  /** The vacuous names: a type of command, `command: outcome`, or the id of an invariant. */
  readonly findings: readonly { readonly kind: VacuousKind; readonly of: string }[];
  readonly commands: number;
  readonly outcomes: number;
  /** The outcomes that no exploration reached, only the subject's manual runs. */
  readonly manualRuns: readonly string[];
  /** The invariants that the structure of the model protects, and no policy, each with the change that would violate it. */
  readonly heldByStructure: readonly { readonly name: string; readonly violatedWhere: string }[];
}

/** Judges the rows of `ablate`: as shipped, with each policy off alone, and with each pair if these rows exist. */
export function vacuityOf<State, C extends Command, O extends Outcome, View, P extends Policies, S extends Scope>(
  subject: Subject<State, C, O, View, P, S>,
  rows: readonly AblationRow<C, S>[],
): Vacuity {
  const isComplete = rows.length > 0 && rows.every((row) => row.isComplete);
  const explored = new Set(rows.flatMap(({ outcomes }) => outcomesIn(outcomes)));
  const scopes = rows.filter(({ off }) => off.length === 0).map(({ scope }) => scope);
  const occurred = new Set([...explored, ...scopes.flatMap((scope) => manualOutcomes(subject, scope))]);
  // Without a list of outcomes no outcome is missing, and which of them refuse is unknown.
  const listed = subject.outcomes === undefined ? [...occurred].map(unlistedOutcome) : listedOutcomes(subject.outcomes);
  const types = [...new Set(listed.map(({ type }) => type))];
  const withNo = (answer: Answer): string[] =>
    types.filter(
      (type) =>
        subject.outcomes !== undefined &&
        !listed.some((one) => one.type === type && one.answer === answer && occurred.has(one.name)),
    );

  const violated = new Set(rows.flatMap(({ violations }) => violations.map(({ violation }) => violation.name)));
  const models = scopes.slice(0, 1).map((scope) => subject.model(policiesWithout(subject, []) as P, scope));
  const invariants = models.flatMap((model) => model.invariants.concat(model.settled));
  const structural = invariants.flatMap(({ id: name, violatedWhere }) =>
    violatedWhere === undefined ? [] : [{ name, violatedWhere }],
  );

  const unseen: Partial<Record<VacuousKind, string[]>> = {
    neverAccepted: withNo('accepted'),
    neverRefused: withNo('refused'),
    neverOccurs: listed.map(({ name }) => name).filter((name) => !occurred.has(name)),
    neverViolated: invariants
      .filter(({ id, violatedWhere }) => !violated.has(id) && violatedWhere === undefined)
      .map(({ id }) => id),
  };
  const seen: Partial<Record<VacuousKind, string[]>> = {
    unlisted: [...occurred].filter((name) => !listed.some((one) => one.name === name)),
    violatedAnyway: structural.map(({ name }) => name).filter((name) => violated.has(name)),
  };
  return {
    isComplete,
    findings: Object.entries(isComplete ? { ...unseen, ...seen } : seen).flatMap(([kind, all]) =>
      all.map((of) => ({ kind: kind as VacuousKind, of })),
    ),
    commands: types.length,
    outcomes: listed.length,
    manualRuns: listed.map(({ name }) => name).filter((name) => occurred.has(name) && !explored.has(name)),
    heldByStructure: structural.filter(({ name }) => !violated.has(name)),
  };
}

interface Listed {
  /** The type of the command. */
  readonly type: string;
  readonly name: string;
  readonly answer: Answer;
}

function listedOutcomes(outcomes: Readonly<Record<string, object>>): Listed[] {
  return Object.entries(outcomes).flatMap(([type, ofType]) =>
    Object.entries(ofType as Record<string, Answer>).map(([outcome, answer]) => ({
      type,
      name: nameOf(type, outcome),
      answer,
    })),
  );
}

function unlistedOutcome(name: string): Listed {
  return { type: name.slice(0, name.indexOf(': ')), name, answer: 'unknown' };
}

function outcomesIn(table: AblationRow['outcomes']): string[] {
  return Object.entries(table).flatMap(([type, ofType]) => Object.keys(ofType).map((outcome) => nameOf(type, outcome)));
}

function nameOf(type: string, outcome: string): string {
  return `${type}: ${outcome}`;
}

function manualOutcomes<State, C extends Command, O extends Outcome, View, P extends Policies, S extends Scope>(
  subject: Subject<State, C, O, View, P, S>,
  scope: S,
): string[] {
  return subject.manualRuns.flatMap(({ without = [], commands }) => {
    const model = subject.model(policiesWithout(subject, without as readonly string[]) as P, scope);
    let state = model.initial;
    return commands.map((command) => {
      const executed = stepOnCopy(model, state, command);
      ({ state } = executed);
      return nameOf(command.type, executed.outcome.type);
    });
  });
}
