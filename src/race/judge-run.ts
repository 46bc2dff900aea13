import { wordsOfBroken } from '../kernel/follow-contract.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { OverlapNaming } from '../kernel/observation.ts';
import type { Operation } from '../kernel/operation.ts';
import type { RaceViolation } from '../kernel/race-violation.ts';
import type { Linearization, OverlapNeeded } from '../linearize/linearization.ts';
import { linearizeRound } from '../linearize/linearize.ts';
import type { NamedState } from '../linearize/named-state.ts';
import type { RaceRecovery, RecoveryStep } from './race-recovery.ts';
import type { RaceRun } from './run-race.ts';

export interface RaceJudgement<C extends Command = Command, O extends Outcome = Outcome> {
  readonly violation: RaceViolation | null;
  /** The commands whose endings are right only because another command overlaps. */
  readonly overlapsNeeded: readonly OverlapNeeded[];
  /** The recovery after the race; empty where none is needed, and where the race itself went wrong. */
  readonly recovery: readonly RecoveryStep<C, O>[];
  /** The way of a contract by which the system recovered. */
  readonly way?: string;
  /** Whether the search for an order had no end within its limits. */
  readonly isOpen: boolean;
}

/** The steps of the search for an order, at most. */
const mostSteps = 200_000;

/**
 * Judges a race by the model, from the states in which it began. `recover`: the recovery of the system after it, from the
 * states in which it may have ended.
 */
export async function judgeRun<State, C extends Command, O extends Outcome, View>(
  { model, naming = {} }: { readonly model: Model<State, C, O, View>; readonly naming?: OverlapNaming },
  start: readonly NamedState<State>[],
  run: RaceRun<C, O, View>,
  recover: (ends: readonly NamedState<State>[]) => Promise<RaceRecovery<C, O>>,
): Promise<RaceJudgement<C, O>> {
  const judged = (violation: RaceViolation | null): RaceJudgement<C, O> => ({
    violation,
    overlapsNeeded: [],
    recovery: [],
    isOpen: false,
  });
  const [thrown] = run.thrown;
  if (thrown !== undefined) return judged({ kind: 'threw', details: `${thrown.actor}: ${thrown.message}` });
  if (run.hanging.length > 0)
    return judged({ kind: 'hangs', details: `no answer to ${run.hanging.join(', ')}, and no actor can go on` });
  const { linearization, ends } = await linearizeRound(model, run.operations, {
    naming,
    initial: start,
    look: { seen: run.view },
    maxSteps: mostSteps,
    coreSteps: 0,
    findsEnds: 'all',
  });
  if (linearization.verdict === 'illegal') return judged(violationOf(linearization));
  if (linearization.verdict === 'inconclusive' || ends === null) return { ...judged(null), isOpen: true };
  const { overlapsNeeded } = linearization;
  const recovered = await recover(ends);
  const isOfOrder = recovered.violation?.kind === 'settled' && overlapsNeeded.length === 0;
  return {
    overlapsNeeded,
    isOpen: false,
    recovery: recovered.recovery,
    ...(recovered.way !== undefined && { way: recovered.way }),
    violation: isOfOrder ? alsoInOrder(recovered.violation) : recovered.violation,
  };
}

/** Why no order of the commands is right. */
function violationOf({ broken }: Extract<Linearization, { verdict: 'illegal' }>): RaceViolation {
  if (broken === undefined)
    return { kind: 'notLinearizable', details: 'no order of the commands has these outcomes and ends in this view' };
  const details = `no order of the commands keeps the contract; ${broken.id}: ${wordsOfBroken(broken)}`;
  return { kind: 'notLinearizable', details, promise: broken.id };
}

/** A race that is right in some order of its commands shows nothing that the order does not. */
function alsoInOrder({ kind, details, ...rest }: RaceViolation): RaceViolation {
  return {
    ...rest,
    kind,
    details: `${details}; so it is where the commands come one after the other (faultbook check)`,
  };
}

/** The states in which the race begins, after these commands with these outcomes; none where the model rules them out, or one has no outcome. */
export async function findStart<State, C extends Command, O extends Outcome, View>(
  { model, naming = {} }: { readonly model: Model<State, C, O, View>; readonly naming?: OverlapNaming },
  commands: readonly C[],
  outcomes: readonly O[],
): Promise<readonly NamedState<State>[]> {
  const history = commands.flatMap((command, at): readonly Operation<C, O>[] => {
    const outcome = outcomes[at];
    if (outcome === undefined) return [];
    return [{ actor: 'all', calledAt: 2 * at, returnedAt: 2 * at + 1, command, outcome }];
  });
  if (history.length < commands.length) return [];
  // One actor takes all of them, so that the clock's commands have their place among the others.
  const { actor: _actor, contract, ...others } = model;
  const sequential = { ...others, ...(contract && { contract: { ...contract, actor: () => 'all' } }) };
  const { ends } = await linearizeRound(sequential, history, { naming, coreSteps: 0, findsEnds: 'all' });
  return ends ?? [];
}
