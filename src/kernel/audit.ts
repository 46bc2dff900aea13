import { copyJson, sameJson } from './json.ts';

/** The usual causes of a model that is no function of its state. */
export const usualCauses =
  'the usual causes are a clock, randomness, memory between two calls, and a part of a state that is kept in another state';

/** Asks for an answer twice, and returns a copy of it. Where the answers differ, calls `fail`; `what` names the answer. */
export function askTwice<Answer>(ask: () => Answer, what: string, fail: (does: string) => never): Answer {
  const answer = copyJson(ask());
  return sameJson(ask(), answer) ? answer : fail(`gives two answers for ${what}`);
}
