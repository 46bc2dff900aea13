import type { Possible } from '../kernel/interpreter.ts';
import { beginningOf, distinct, takeInEach } from '../kernel/interpreter.ts';
import { holdsIn } from '../kernel/invariant.ts';
import { judgeRecovery } from '../kernel/judge.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import { nextRecoveryOfAny } from '../kernel/recovery.ts';
import type { ViolatingRun } from '../kernel/run.ts';
import type { Finding } from '../kernel/violation.ts';
import { restrictModel, sameFinding } from '../kernel/violation.ts';

/**
 * Every violation on the model alone when it takes these commands and then recovers, each at its first place, with the run
 * up to that place. Where a command has several endings, an invariant counts as violated where it is violated on every way.
 */
export function violationsOf<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  commands: readonly C[],
): ViolatingRun<C>[] {
  const found: ViolatingRun<C>[] = [];
  const reported = new Set<string>();
  const taken: C[] = [];
  const recovery: C[] = [];
  let possible: readonly Possible<State, View, C, O>[] = beginningOf(model);

  function report(): void {
    const [first, ...others] = possible;
    for (const invariant of first?.violated ?? []) {
      const { id: name, says: details } = invariant;
      if (reported.has(name) || !others.every(({ violated }) => violated.includes(invariant))) continue;
      reported.add(name);
      const at = Math.max(0, taken.length + recovery.length - 1);
      const run = { commands: [...taken], ...(recovery.length > 0 && { recovery: [...recovery] }) };
      found.push({ ...run, violation: { kind: 'invariant', name, at, side: 'model', details } });
    }
  }

  function take(command: C): void {
    possible = distinct(takeInEach(model, possible, command));
    report();
  }

  report();
  for (const command of commands) {
    taken.push(command);
    take(command);
  }
  const ways = possible.length;
  for (;;) {
    const next = nextRecoveryOfAny(model, possible, recovery.length, ways);
    if (next === 'quiescent') break;
    if (next === 'nonTerminating')
      return [...found, { commands, violation: { ...judgeRecovery(recovery.length), at: commands.length } }];
    recovery.push(next);
    take(next);
  }
  const unsettled = model.settled.filter((invariant) => possible.every(({ view }) => !holdsIn(invariant, view)));
  return [
    ...found,
    ...unsettled.map(({ id: name, says: details }): ViolatingRun<C> => {
      return { commands, violation: { kind: 'settled', name, at: commands.length, side: 'model', details } };
    }),
  ];
}

/** Whether the run shows this finding on the model: an invariant before its recovery begins, any other finding after it. */
export function shows<State, C extends Command, O extends Outcome, View>(
  model: Model<State, C, O, View>,
  commands: readonly C[],
  finding: Finding,
): boolean {
  const restricted = restrictModel(model, finding);
  const recovery = finding.kind === 'invariant' ? (): C[] => [] : model.recovery.bind(model);
  return violationsOf({ ...restricted, recovery }, commands).some(({ violation }) => sameFinding(violation, finding));
}
