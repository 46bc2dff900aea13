import type { Taken } from '../../src/kernel/interpreter.ts';
import type { Invariant } from '../../src/kernel/invariant.ts';
import type { Command, Outcome } from '../../src/kernel/model.ts';

export type View = Readonly<Record<string, unknown>>;
export type Rule = Invariant<View, Command, Outcome>;

const up: Command = { type: 'up' };
export const low: Rule = { id: 'LOW', says: 'It stays below five.', holds: ({ value }) => Number(value) < 5 };
export const grows: Rule = {
  id: 'GROWS',
  says: 'It never gets smaller.',
  holdsAcross: (before, _, __, after) => Number(before['value']) <= Number(after['value']),
};

/** An ending of `up` that begins where zero is shown. */
export function ending(
  view: View,
  outcome: Outcome = { type: 'moved' },
  violated: readonly Rule[] = [],
): Taken<View, View, Command, Outcome> {
  return { state: view, view, violated, step: { before: { value: 0 }, command: up, outcome, after: view } };
}
