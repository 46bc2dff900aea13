import type { Contract } from '../kernel/contract.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import { systemOf, termsOf } from '../kernel/setup.ts';
import type { Policies, Scope, Subject } from '../kernel/subject.ts';
import { everySystemOf } from '../kernel/subject.ts';

/** The contract of a subject with the terms of a system; undefined where the subject has a model. */
export function contractOn<State, C extends Command, O extends Outcome, View, P extends Policies, S extends Scope>(
  subject: Subject<State, C, O, View, P, S>,
  system: string,
  scope: S,
): Contract<State, C, O, unknown> | undefined {
  const hasSystem = everySystemOf(subject).some((one) => one.name === system);
  return subject.contract?.(scope, hasSystem ? termsOf(subject, systemOf(subject, system)) : undefined);
}

/** The guesses of a contract, with these answers of a system in their place, one after the other. */
export function answeredModel<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  contract: Contract<State, C, O, unknown> | undefined,
  answers: readonly { readonly type: string }[],
): Model<State, C, O, View> {
  const left = [...answers];
  return {
    ...model,
    step(draft, command) {
      const answer = left.shift() as O | undefined;
      if (contract === undefined || answer === undefined) return model.step(draft, command);
      contract.follow(draft, command, answer);
      return answer;
    },
  };
}
