import type * as fc from 'fast-check';
import type { Certificate } from '../kernel/certificate.ts';
import type { FoundBy } from '../kernel/counterexample.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { Run } from '../kernel/run.ts';
import type { OtherFindings } from './other-findings.ts';

/** Where a shorter run may come from, and the limits of the search. */
export interface ShrinkOptions<State, C extends Command, O extends Outcome, View> {
  /** Of further runs. */
  readonly arbitrary: fc.Arbitrary<readonly C[]>;
  readonly seed: number;
  /** The same subject in smaller scopes, the smallest first. */
  readonly smaller: readonly Model<State, C, O, View>[];
  /** How many distinct states are explored for a certificate, at most. */
  readonly maxStates: number;
  /** How many runs the system takes, at most, for a violation that only the system shows. */
  readonly maxDrives: number;
  readonly foundBy: FoundBy;
  readonly signal?: AbortSignal | undefined;
  /** Called before every part of the work; throws `Interrupted` to stop it. */
  readonly yieldToEvents: () => Promise<void>;
  /** Called now and then while exploring. */
  readonly onExplored: () => void;
}

/** The shortest run so far, with the reason why no shorter run is expected. */
export interface CertifiedRun<C> extends Run<C> {
  readonly certificate: Certificate;
}

/** Receives other findings while a run is shrunk. */
export interface ShrinkListener<C> {
  readonly others: OtherFindings<C>;
  /** A shorter or simpler run shows the finding. */
  readonly improved: (run: Run<C>) => void;
}
