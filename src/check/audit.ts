import { freeze, Immer } from 'immer';
import { usualCauses } from '../kernel/audit.ts';
import { stepInPlace, stepOnCopy } from '../kernel/execute.ts';
import { endingsOf } from '../kernel/interpreter.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Ending, Model, Outcome } from '../kernel/model.ts';
import { assertJson } from '../kernel/strict-json.ts';
import { UnsoundModel } from '../kernel/unsound-model.ts';

const immer = new Immer({ autoFreeze: true });

/**
 * Executes a step, and checks the rules of models: as an immer recipe, the step gives the same state and outcome (a step
 * that reads a clock, draws a random number, keeps data between two calls or holds a part of another state does not); the
 * same commands are enabled in the same order when asked for twice; state and outcome are JSON; and the ending of `step` is
 * among the endings. The returned state is frozen, so a model that changes it throws. Throws `UnsoundModel` and `NotJson`.
 */
export function auditedEndings<State, C extends Command, O extends Outcome, View>(
  model: Pick<Model<State, C, O, View>, 'name' | 'step' | 'endings' | 'commands'>,
  state: State,
  command: C,
): readonly Ending<State, O>[] {
  const fail = (does: string): never => {
    throw new UnsoundModel(`the model of ${model.name} ${does}; ${usualCauses}, or a value that is not JSON`);
  };
  const onCopy = stepOnCopy(model, state, command);
  assertJson(`the outcome of ${command.type} on the model of ${model.name}`, onCopy.outcome);
  assertJson(`the state of the model of ${model.name}`, onCopy.state, 'safe integers');
  const onDraft = stepOnDraft(model, state, command);
  if (!sameJson(onDraft, onCopy))
    fail(
      `gives two answers to ${JSON.stringify(command)}: ${JSON.stringify(onCopy)} on a copy, ${JSON.stringify(onDraft)} on a draft`,
    );
  // Without the copies of an exploration's audit, which would double the cost.
  if (!sameJson(model.commands(onDraft.state), model.commands(onDraft.state)))
    fail('gives two answers for its enabled commands');
  if (model.endings === undefined) return [onDraft];
  const endings = endingsOf(model, state, command);
  if (!endings.some((ending) => sameJson(ending, onCopy)))
    throw new UnsoundModel(
      `the model of ${model.name} states endings of ${JSON.stringify(command)}, and the ending of step is not among them: ` +
        JSON.stringify(onCopy),
    );
  for (const { state: after } of endings) freeze(after, true);
  return endings;
}

function stepOnDraft<State, C extends Command, O extends Outcome, View>(
  model: Pick<Model<State, C, O, View>, 'name' | 'step'>,
  state: State,
  command: C,
): Ending<State, O> {
  const outcomes: O[] = [];
  const after = immer.produce(state, (draft) => {
    outcomes.push(stepInPlace(model, draft as State, command));
  });
  return { state: after, outcome: outcomes[0] as O };
}
