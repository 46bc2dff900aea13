import { stepOnCopy } from '../kernel/execute.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import { UnsoundModel } from '../kernel/unsound-model.ts';
import type { HistoryModel } from './specification.ts';

/** So many random runs are looked at, of so many commands each. */
const runs = 200;
const length = 10;

/**
 * Looks at random runs of these commands, always the same ones. Throws `UnsoundModel` where one of them contradicts a claim
 * of the model: a verdict would then rest on the claim.
 */
export function auditClaims<State, C extends Command, O extends Outcome, View>(
  model: HistoryModel<State, C, O, View>,
  commands: readonly C[],
): void {
  if (model.names === undefined && model.partition === undefined && model.changesNothing === undefined) return;
  let random = 1;
  const draw = (): C[] => {
    random = (Math.imul(random, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return commands.slice((random >> 8) % commands.length, ((random >> 8) % commands.length) + 1);
  };
  for (let run = 0; run < runs; run += 1) {
    const wrong = falseClaim(model, Array.from({ length }, draw).flat());
    if (wrong !== null) throw new UnsoundModel(`a claim of the model about histories is false: ${wrong}`);
  }
}

/** A step of a sequential run. */
interface TakenStep<C, O> {
  readonly command: C;
  readonly outcome: O;
}

/**
 * What a sequential run shows of the claims of a model about histories, as a sentence; `null` where it contradicts none. A
 * history has an order that is a sequential run, so a claim that holds of all runs holds of all histories: `names` (the run
 * without the commands of a name has the same outcomes), `partition` (two neighbours without a common key can be exchanged),
 * and `changesNothing`. Each command ends as `step` says.
 */
export function falseClaim<State, C extends Command, O extends Outcome, View>(
  model: HistoryModel<State, C, O, View>,
  commands: readonly C[],
): string | null {
  const steps: TakenStep<C, O>[] = [];
  let state = model.initial;
  for (const command of commands) {
    const { state: after, outcome } = stepOnCopy(model, state, command);
    if (model.changesNothing?.(command, outcome) === true && !sameJson(state, after))
      return `${JSON.stringify(command)} with the outcome ${JSON.stringify(outcome)} changes a state, against changesNothing`;
    steps.push({ command, outcome });
    state = after;
  }
  return falseNames(model, steps) ?? falseKeys(model, steps);
}

function falseNames<State, C extends Command, O extends Outcome, View>(
  model: HistoryModel<State, C, O, View>,
  steps: readonly TakenStep<C, O>[],
): string | null {
  const { names } = model;
  if (names === undefined) return null;
  const namesOf = steps.map(({ command, outcome }) => names.call(model, command, outcome));
  for (const name of new Set(namesOf.flat())) {
    const left = steps.filter((_, at) => namesOf[at]?.includes(name) !== true);
    const wrong = firstOther(model, left);
    if (wrong !== null) return `without the name ${name}, ${JSON.stringify(wrong.command)} has another outcome`;
  }
  return null;
}

function falseKeys<State, C extends Command, O extends Outcome, View>(
  model: HistoryModel<State, C, O, View>,
  steps: readonly TakenStep<C, O>[],
): string | null {
  const { partition } = model;
  if (partition === undefined) return null;
  const keysOf = steps.map(({ command, outcome }) => partition.call(model, command, outcome));
  for (let at = 0; at + 1 < steps.length; at += 1) {
    const [keys, nextKeys] = [keysOf[at], keysOf[at + 1]];
    const [step, next] = [steps[at], steps[at + 1]];
    if (!keys || !nextKeys || step === undefined || next === undefined) continue;
    if (keys.some((key) => nextKeys.includes(key))) continue;
    const wrong = firstOther(model, steps.with(at, next).with(at + 1, step));
    if (wrong !== null)
      return (
        `${JSON.stringify(step.command)} and ${JSON.stringify(next.command)} have no common key, and in the other order ` +
        `${JSON.stringify(wrong.command)} has another outcome`
      );
  }
  return null;
}

/** The first step of a run whose outcome is another one; `null` where all are the same. */
function firstOther<State, C extends Command, O extends Outcome, View>(
  model: HistoryModel<State, C, O, View>,
  steps: readonly TakenStep<C, O>[],
): TakenStep<C, O> | null {
  let state = model.initial;
  for (const step of steps) {
    const ending = stepOnCopy(model, state, step.command);
    if (!sameJson(ending.outcome, step.outcome)) return step;
    state = ending.state;
  }
  return null;
}
