import { freeze } from 'immer';
import type { Executed } from '../kernel/execute.ts';
import { stepOnCopy } from '../kernel/execute.ts';
import { copyJson, sameJson } from '../kernel/json.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import { UnsoundModel } from '../kernel/unsound-model.ts';
import { foldTime } from './canonical.ts';

/**
 * Holds a model to being a function of its state: in this state, all that it is asked is asked twice, every step with
 * the others between. What reads a clock, draws lots or remembers something comes out differently. The state and the
 * results of the first time are frozen, so whatever changes what it should only read, or holds on to a piece of another
 * state and changes it later, throws. Throws `UnsoundModel`.
 */
export function auditSteps<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  state: State,
): void {
  const frozen = freeze(copyJson(state), true);
  const fail = (what: string): never => {
    throw new UnsoundModel(
      `the model ${model.name} ${what} in ${JSON.stringify(state)}; the usual causes are a clock, randomness, memory ` +
        'between two calls, and a piece of one state that is kept in another',
    );
  };
  try {
    const offered = askTwice(() => model.commands(frozen), 'offers', fail);
    askTwice(() => model.view(frozen), 'shows', fail);
    askTwice(() => model.recovery(frozen), 'offers for recovery', fail);
    const step = (command: C): Executed<State, O> => {
      const executed = stepOnCopy(model, frozen, command);
      if ((executed.outcome as O | undefined) === undefined) fail(`gives no outcome for ${JSON.stringify(command)}`);
      foldTime(model, executed.state);
      return freeze({ ...executed }, true);
    };
    const once = offered.map((command) => ({ command, executed: step(command) }));
    for (const { command, executed } of once.toReversed()) {
      if (!sameJson(step(command), executed)) fail(`gives two answers to ${JSON.stringify(command)}`);
    }
  } catch (error) {
    if (!(error instanceof TypeError) || !isOfFrozen(error)) throw error;
    fail(`changes what it should only read (${error.message})`);
  }
}

function askTwice<Answer>(ask: () => Answer, does: string, fail: (what: string) => never): Answer {
  const answer = copyJson(ask());
  if (!sameJson(ask(), answer)) fail(`${does} one thing and then another`);
  return answer;
}

/** In V8's words. */
function isOfFrozen({ message }: TypeError): boolean {
  return /read only|not extensible|Cannot (delete|redefine) property/.test(message);
}
