import { stepOnCopy } from '../kernel/execute.ts';
import type { TakenWithKeys } from '../kernel/false-claim.ts';
import { falseUnknownKeys, isApart, otherOutcome, takenFrom, withOutcome } from '../kernel/false-claim.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import { UnsoundModel } from '../kernel/unsound-model.ts';
import type { HistoryModel } from './specification.ts';

/** So many random runs are looked at, of so many commands each. */
const usualRuns = 200;
const length = 10;

/**
 * Looks at random runs of these commands, always the same ones. Throws `UnsoundModel` where one of them contradicts a claim
 * of the model: a verdict would then rest on the claim.
 */
export function auditClaims<State, C extends Command, O extends Outcome, View>(
  model: HistoryModel<State, C, O, View>,
  commands: readonly C[],
): void {
  const wrong = falseClaimInRuns(model, () => commands, usualRuns);
  if (wrong !== null) throw new UnsoundModel(`a claim of the model about histories is false: ${wrong}`);
}

/** The first claim that a random run contradicts, as a sentence; `null`: none. Each command is one of those of its state. */
export function falseClaimInRuns<State, C extends Command, O extends Outcome, View>(
  model: HistoryModel<State, C, O, View>,
  commandsIn: (state: State) => readonly C[],
  runs: number = usualRuns,
): string | null {
  if (model.names === undefined && model.partition === undefined && model.changesNothing === undefined) return null;
  let random = 1;
  const below = (bound: number): number => {
    random = (Math.imul(random, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (random >> 8) % bound;
  };
  for (let run = 0; run < runs; run += 1) {
    const commands: C[] = [];
    let state = model.initial;
    while (commands.length < length) {
      const all = commandsIn(state);
      const command = all[below(all.length)];
      if (command === undefined) break;
      commands.push(command);
      state = stepOnCopy(model, state, command).state;
    }
    const wrong = falseClaim(model, commands);
    if (wrong !== null) return wrong;
  }
  return null;
}

/** A step of a sequential run, the state before it, and the keys that it touches. */
interface TakenStep<State, C, O> extends TakenWithKeys<State, C, O> {
  readonly before: State;
}

/**
 * What a sequential run shows of the claims of a model about histories, as a sentence; `null` where it contradicts none. A
 * history has an order that is a sequential run, so a claim that holds of all runs holds of all histories: `names` (the run
 * without the commands of a name has the same outcomes), `partition` (of two neighbours without a common key, each has the
 * same outcome before and after the other), and `changesNothing`. Each command ends as `step` says.
 */
export function falseClaim<State, C extends Command, O extends Outcome, View>(
  model: HistoryModel<State, C, O, View>,
  commands: readonly C[],
): string | null {
  const steps: TakenStep<State, C, O>[] = [];
  let before = model.initial;
  for (const command of commands) {
    const step = takenFrom(model, before, command);
    if (model.changesNothing?.(command, step.outcome) === true && !sameJson(before, step.after))
      return `${withOutcome(command, step.outcome)} changes a state, against changesNothing`;
    steps.push({ ...step, before });
    before = step.after;
  }
  return falseNames(model, steps) ?? falseKeys(model, steps);
}

function falseNames<State, C extends Command, O extends Outcome, View>(
  model: HistoryModel<State, C, O, View>,
  steps: readonly TakenStep<State, C, O>[],
): string | null {
  const { names } = model;
  if (names === undefined) return null;
  const namesOf = steps.map(({ command, outcome }) => names.call(model, command, outcome));
  for (const [at, { command, outcome }] of steps.entries()) {
    const strange = names.call(model, command, null).find((name) => namesOf[at]?.includes(name) !== true);
    if (strange !== undefined)
      return `${withOutcome(command, outcome)} has not the name ${strange}, which it has where the outcome is unknown`;
  }
  for (const name of new Set(namesOf.flat())) {
    const left = steps.filter((_, at) => namesOf[at]?.includes(name) !== true);
    const wrong = firstOther(model, left);
    if (wrong !== null) return `without the name ${name}, ${JSON.stringify(wrong.command)} has another outcome`;
  }
  return null;
}

function falseKeys<State, C extends Command, O extends Outcome, View>(
  model: HistoryModel<State, C, O, View>,
  steps: readonly TakenStep<State, C, O>[],
): string | null {
  if (model.partition === undefined) return null;
  for (const [at, step] of steps.entries()) {
    const unknown = falseUnknownKeys(model, step);
    if (unknown !== null) return unknown;
    const next = steps[at + 1];
    if (next === undefined) continue;
    // As it ends without the step before it.
    const alone = takenFrom(model, step.before, next.command);
    if (isApart(step, alone) && !sameJson(alone.outcome, next.outcome))
      return otherOutcome(step.command, next.command, next.command);
    if (!isApart(step, next)) continue;
    const wrong = firstOther(model, steps.with(at, next).with(at + 1, step));
    if (wrong !== null) return otherOutcome(step.command, next.command, wrong.command);
  }
  return null;
}

/** The first step of a run whose outcome is another one; `null` where all are the same. */
function firstOther<State, C extends Command, O extends Outcome, View>(
  model: HistoryModel<State, C, O, View>,
  steps: readonly TakenStep<State, C, O>[],
): TakenStep<State, C, O> | null {
  let state = model.initial;
  for (const step of steps) {
    const ending = stepOnCopy(model, state, step.command);
    if (!sameJson(ending.outcome, step.outcome)) return step;
    state = ending.state;
  }
  return null;
}
