import { Immer } from 'immer';
import { usualCauses } from '../kernel/audit.ts';
import { stepInPlace, stepOnCopy } from '../kernel/execute.ts';
import { endingsOf } from '../kernel/interpreter.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Ending, Model, Outcome } from '../kernel/model.ts';
import { assertJson } from '../kernel/strict-json.ts';
import { UnsoundModel } from '../kernel/unsound-model.ts';

const immer = new Immer({ autoFreeze: true });

/**
 * Executes a step, and holds the model to what a model is: once more as an immer recipe, the step comes to the same (one that
 * reads a clock, draws a random number, keeps something between two calls or holds on to a piece of another state does not); the
 * same commands are enabled in the same order when they are asked for twice; state and outcome are JSON; and what `step` does is
 * among the endings. The state that it returns is frozen, so anything of the model that changes it throws. Throws `UnsoundModel`
 * and `NotJson`.
 */
export function auditedEndings<State, C extends Command, O extends Outcome, View>(
  model: Pick<Model<State, C, O, View>, 'name' | 'step' | 'endings' | 'commands'>,
  state: State,
  command: C,
): readonly Ending<State, O>[] {
  const fail = (does: string): never => {
    throw new UnsoundModel(`the model ${model.name} ${does}; ${usualCauses}, or a value that is not JSON`);
  };
  const onCopy = stepOnCopy(model, state, command);
  assertJson(`the outcome of ${command.type} on the model ${model.name}`, onCopy.outcome);
  assertJson(`the state of the model ${model.name}`, onCopy.state, 'safe integers');
  const onDraft = stepOnDraft(model, state, command);
  if (!sameJson(onDraft, onCopy))
    fail(
      `gives two answers to ${JSON.stringify(command)}: ${JSON.stringify(onCopy)} on a copy, ${JSON.stringify(onDraft)} on a draft`,
    );
  // Without the copies of an exploration's audit, which would double what this costs.
  if (!sameJson(model.commands(onDraft.state), model.commands(onDraft.state)))
    fail('gives two answers for its enabled commands');
  if (model.endings === undefined) return [onDraft];
  const endings = endingsOf(model, state, command);
  if (!endings.some((ending) => sameJson(ending, onCopy)))
    throw new UnsoundModel(
      `the model ${model.name} states endings of ${JSON.stringify(command)}, and what step does is none of them: ` +
        JSON.stringify(onCopy),
    );
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
