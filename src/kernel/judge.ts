import { distinct } from './interpreter.ts';
import type { Possible, Taken } from './interpreter.ts';
import type { Step } from './invariant.ts';
import { holdsAfter, holdsIn } from './invariant.ts';
import { differences, formatValue } from './json.ts';
import type { Command, Model, Outcome } from './model.ts';
import type { Observation } from './observation.ts';
import { shownOfOutcome, shownOfView } from './observation.ts';
import type { NamePairs } from './renaming.ts';
import { matchUpToNames, noRenaming, renameForSystem } from './renaming.ts';
import { assertJson, describeNonJson, findNonJson, isSameJson } from './strict-json.ts';
import type { Violation } from './violation.ts';

/** A violation before its place in the run is known. */
export type Judgement = Omit<Violation, 'at'>;

/** The states that are left, or the violation where none is. */
export type Judged<P> =
  | { readonly left: readonly P[]; readonly violation: null }
  | { readonly left: null; readonly violation: Judgement };

/** The outcome of a system, and its view after it. */
export interface Observed<View, O> {
  readonly outcome: O;
  readonly view: View;
}

/** Compares a system's outcome, then its view, with the expected ones, as far as the system shows them. Throws `NotJson`. */
export function judgeStep<State, C extends Command, O extends Outcome, View>(
  model: Pick<Model<State, C, O, View>, 'invariants'>,
  taken: readonly Taken<State, View, C, O>[],
  { outcome, view }: Observed<View, O>,
  observation: Observation<View, O> = {},
): Judged<Possible<State, View, C, O>> {
  const answered = judgeOutcome(taken, outcome, observation);
  const judged = answered.left === null ? answered : judgeView(answered.left, view, typeOf(taken), observation);
  const [only, ...others] = taken;
  if (judged.left !== null || only === undefined || others.length > 0) return judged;
  const { observe, observeOutcome, drawnNames } = observation;
  if (observe !== undefined || observeOutcome !== undefined || drawnNames !== undefined) return judged;
  const { step } = only;
  const onSystem = violatedOnSystem(model, step, { ...step, outcome, after: view });
  const details = [judged.violation.details, ...onSystem].join('; ');
  return { left: null, violation: { ...judged.violation, details } };
}

/** The endings that agree with this outcome. Throws `NotJson` where an outcome of the model is not JSON. */
export function judgeOutcome<State, C extends Command, O extends Outcome, View>(
  taken: readonly Taken<State, View, C, O>[],
  outcome: O,
  observation: Observation<View, O> = {},
): Judged<Taken<State, View, C, O>> {
  const left = agreeing(taken, ({ step }) => shownOfOutcome(observation, step.outcome), outcome, observation);
  if (left.length > 0) return { left: distinct(left), violation: null };
  const type = typeOf(taken);
  const expected = taken.map((one) => inNamesOfSystem(shownOfOutcome(observation, one.step.outcome), one, observation));
  const by = observation.observeOutcome === undefined ? '' : ', by observeOutcome,';
  for (const one of expected) assertJson(`the outcome of ${type} on the model${by}`, one);
  const nonJson = findNonJson(outcome);
  if (nonJson !== null) {
    const details = describeNonJson(`the outcome of ${type} on the system`, nonJson);
    return { left: null, violation: divergence(`outcome of ${type}`, type, [details]) };
  }
  const found = taken.map(({ step }, index) => {
    return `${formatValue(step.command)}: ${formatValue(expected[index])} on the model, ${formatValue(outcome)} on the system`;
  });
  return { left: null, violation: divergence(`outcome of ${type}`, type, found) };
}

/**
 * The states that agree with this view of the system; `after`: the type of the command before. Throws `NotJson` where a view
 * of the model is not JSON.
 */
export function judgeView<State, C extends Command, O extends Outcome, View>(
  possible: readonly Possible<State, View, C, O>[],
  view: View,
  after: string | undefined,
  observation: Observation<View, O> = {},
): Judged<Possible<State, View, C, O>> {
  const left = agreeing(possible, (one) => shownOfView(observation, one.view), view, observation);
  if (left.length > 0) return { left, violation: null };
  const expected = possible.map((one) => inNamesOfSystem(shownOfView(observation, one.view), one, observation));
  const by = observation.observe === undefined ? '' : ', by observe,';
  for (const one of expected) assertJson(`the view of the model${by}`, one);
  const nonJson = findNonJson(view);
  if (nonJson !== null) {
    const details = describeNonJson('the view of the system', nonJson);
    return { left: null, violation: divergence(`view.${nonJson.path.split('.')[0]}`, after, [details]) };
  }
  let name: string | null = null;
  const found = expected.map((one) => {
    const places = differences(one, view);
    name ??= `view.${places[0]?.path.split('.')[0] ?? ''}`;
    const inWords = places.map(
      ({ path, left: a, right: b }) => `${path}: ${formatValue(a)} on the model, ${formatValue(b)} on the system`,
    );
    const more = places.length > mostPlaces ? [`and ${places.length - mostPlaces} more places`] : [];
    return [...inWords.slice(0, mostPlaces), ...more].join('; ');
  });
  return { left: null, violation: divergence(name ?? 'view', after, found) };
}

/** Those whose expected value is that of the system; where the system draws names, up to names, which they then know. */
function agreeing<P extends { readonly renaming?: NamePairs }>(
  all: readonly P[],
  expectedOf: (one: P) => unknown,
  ofSystem: unknown,
  { drawnNames = [] }: Observation<never, never>,
): readonly P[] {
  if (drawnNames.length === 0) return all.filter((one) => isSameJson(expectedOf(one), ofSystem));
  // Names are matched in JSON alone.
  if (findNonJson(ofSystem) !== null) return [];
  const fields = new Set(drawnNames);
  return all.flatMap((one) => {
    const expected = expectedOf(one);
    const renaming =
      findNonJson(expected) === null ? matchUpToNames(expected, ofSystem, fields, one.renaming ?? noRenaming) : null;
    return renaming === null ? [] : [Object.assign({}, one, { renaming })];
  });
}

/** An expected value as the system would show it. */
function inNamesOfSystem(
  value: unknown,
  { renaming }: { readonly renaming?: NamePairs },
  { drawnNames }: Observation<never, never>,
): unknown {
  if (drawnNames === undefined || renaming === undefined || findNonJson(value) !== null) return value;
  return renameForSystem(value, new Set(drawnNames), renaming);
}

/**
 * A violated invariant: every remaining state has violated an invariant. Prefers an invariant that all of them have
 * violated.
 */
export function judgeInvariants<State, C, O, View>(possible: readonly Possible<State, View, C, O>[]): Judgement | null {
  const [first, ...others] = possible;
  if (first === undefined || possible.some(({ violated }) => violated.length === 0)) return null;
  const shared = first.violated.find((one) => others.every(({ violated }) => violated.includes(one)));
  const violated = shared ?? first.violated[0];
  return violated === undefined ? null : { kind: 'invariant', name: violated.id, side: 'both', details: violated.says };
}

/** A violated settled invariant: every remaining state violates one. Prefers an invariant that all of them violate. */
export function judgeSettled<State, C extends Command, O extends Outcome, View>(
  { settled }: Pick<Model<State, C, O, View>, 'settled'>,
  possible: readonly { readonly view: View }[],
): Judgement | null {
  const violatedIn = possible.map(({ view }) => settled.filter((invariant) => !holdsIn(invariant, view)));
  const [first, ...others] = violatedIn;
  if (first === undefined || violatedIn.some(({ length }) => length === 0)) return null;
  const violated = first.find((one) => others.every((other) => other.includes(one))) ?? first[0];
  return violated === undefined ? null : { kind: 'settled', name: violated.id, side: 'both', details: violated.says };
}

/** A recovery that has not come to its end after so many commands. */
export function judgeRecovery(count: number): Judgement {
  return { kind: 'endless', name: 'recovery', side: 'model', details: `no end after ${count} commands` };
}

/** The system gave no answer within this time. */
export class NoAnswer extends Error {
  override name = 'NoAnswer';

  constructor(withinMs: number) {
    super(`the system did not answer within ${withinMs / 1000} s`);
  }
}

/**
 * The violation of a system that threw or gave no answer; `after`: the type of the command, if the system was performing a
 * command.
 */
export function judgeError(error: unknown, after: string | undefined): Judgement {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const where = after === undefined ? {} : { where: after };
  const details = error instanceof NoAnswer ? message : `the system threw ${name}: ${message}`;
  return { kind: 'systemError', name, ...where, side: 'system', details };
}

/** Equal views satisfy the same invariants, so this is called only where the views differ. */
function violatedOnSystem<State, C extends Command, O extends Outcome, View>(
  { invariants }: Pick<Model<State, C, O, View>, 'invariants'>,
  onModel: Step<View, C, O>,
  onSystem: Step<View, C, O>,
): string[] {
  return invariants
    .filter((one) => !holdsAfter(one, onSystem) && holdsAfter(one, onModel))
    .map(({ id }) => `${id} is violated on the system alone`);
}

function typeOf<State, C extends Command, O, View>(taken: readonly Taken<State, View, C, O>[]): string {
  return taken[0]?.step.command.type ?? '';
}

function divergence(name: string, after: string | undefined, found: readonly string[]): Judgement {
  const all = found.join('; or ');
  const details = found.length === 1 ? all : `none of ${found.length} possible states: ${all}`;
  return { kind: 'divergence', name, ...(after !== undefined && { where: after }), side: 'system', details };
}

/** A single bug often shows in many rows; the first rows say as much as all of them. */
const mostPlaces = 3;
