import { copyJson, sameJson } from './json.ts';

/** The usual causes of a model that is no function of its state. */
export const usualCauses =
  'the usual causes are a clock, randomness, memory between two calls, and a piece of one state that is kept in another';

/** Asks for an answer twice; where it is not the same, `fail` gets what the model does. The answer, as a copy. */
export function askTwice<Answer>(ask: () => Answer, does: string, fail: (does: string) => never): Answer {
  const answer = copyJson(ask());
  return sameJson(ask(), answer) ? answer : fail(`${does} one thing and then another`);
}
