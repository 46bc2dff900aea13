import type { SetupNames } from '../kernel/counterexample.ts';
import type { HistoryFailure, Operation } from '../kernel/operation.ts';
import type { NamedState } from '../linearize/named-state.ts';
import type { IllegalHistory } from './judge.ts';

/** What a stress has done until now. */
export interface StressCounts {
  operations: number;
  rounds: number;
  worlds: number;
  /** The rounds for which no search came to an end within its limits. */
  notDecided: number;
  /** The rounds whose ends are not known, so that the world was begun again. */
  endsUnknown: number;
  unknownOutcomes: number;
  /** How often each fault struck an actor. */
  readonly strikes: Map<string, number>;
  /** How many operations were right only because another one overlapped, by the reason. */
  readonly overlapsNeeded: Map<string, number>;
  /** The time in which actors acted, in seconds; the rest of the time went into the judgement, and into beginning worlds. */
  actingSeconds: number;
}

export function emptyCounts(): StressCounts {
  return {
    operations: 0,
    rounds: 0,
    worlds: 0,
    notDecided: 0,
    endsUnknown: 0,
    unknownOutcomes: 0,
    strikes: new Map(),
    overlapsNeeded: new Map(),
    actingSeconds: 0,
  };
}

/** The violation that a stress has found, in the round of this number. */
export type StressViolation =
  /** The model allows no order of these operations that ends in the look. */
  | {
      readonly kind: 'illegal';
      readonly round: number;
      /** The states in which the round may have begun. */
      readonly initial: readonly NamedState<unknown>[];
      readonly operations: readonly Operation[];
      readonly look: { readonly seen: unknown };
      readonly found: IllegalHistory;
    }
  /** After these operations an invariant is violated, on both sides. */
  | {
      readonly kind: 'invariant';
      readonly round: number;
      /** The states in which the round may have begun. */
      readonly initial: readonly NamedState<unknown>[];
      readonly look: { readonly seen: unknown };
      readonly operations: readonly Operation[];
      readonly id: string;
      readonly says: string;
    }
  /** The system threw, gave no answer in time, or gave none in JSON. */
  | ({
      readonly kind: 'failure';
      readonly round: number;
      /** The states in which the round may have begun. */
      readonly initial: readonly NamedState<unknown>[];
      readonly operations: readonly Operation[];
      readonly look: null;
      /** The class of the error. */
      readonly name: string;
    } & HistoryFailure);

export interface StressReport extends SetupNames {
  readonly verdict: 'holds' | 'violated' | 'inconclusive' | 'interrupted';
  readonly seed: number;
  readonly operations: number;
  readonly rounds: number;
  readonly worlds: number;
  readonly notDecided: number;
  readonly endsUnknown: number;
  readonly unknownOutcomes: number;
  readonly strikes: Readonly<Record<string, number>>;
  readonly overlapsNeeded: readonly { readonly because: string; readonly count: number }[];
  readonly violation: StressViolation | null;
  readonly timing: { readonly seconds: number; readonly actingSeconds: number };
}

interface Ended {
  readonly counts: StressCounts;
  readonly violation: StressViolation | null;
  readonly seed: number;
  readonly isInterrupted: boolean;
  readonly seconds: number;
}

export function stressReportOf(
  names: SetupNames,
  { counts, violation, seed, isInterrupted, seconds }: Ended,
): StressReport {
  const { overlapsNeeded, strikes, actingSeconds, ...numbers } = counts;
  return {
    ...names,
    verdict: verdictOf(counts, violation, isInterrupted),
    seed,
    ...numbers,
    strikes: Object.fromEntries(strikes),
    overlapsNeeded: [...overlapsNeeded].map(([because, count]) => ({ because, count })),
    violation,
    timing: { seconds, actingSeconds },
  };
}

function verdictOf(
  { operations, notDecided }: StressCounts,
  violation: StressViolation | null,
  isInterrupted: boolean,
): StressReport['verdict'] {
  if (violation !== null) return 'violated';
  if (isInterrupted) return 'interrupted';
  return operations === 0 || notDecided > 0 ? 'inconclusive' : 'holds';
}
