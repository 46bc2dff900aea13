import type { Command, Outcome } from '../../src/kernel/model.ts';
import type { Operation } from '../../src/kernel/operation.ts';

/** An operation of an actor from one instant to another. */
export function timed<C extends Command, O extends Outcome>(
  actor: string | null,
  [calledAt, returnedAt]: readonly [calledAt: number, returnedAt: number],
  command: C,
  outcome: O,
): Operation<C, O> {
  return { actor, calledAt, returnedAt, command, outcome };
}
