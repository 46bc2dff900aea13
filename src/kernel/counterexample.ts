import type { Certificate } from './certificate.ts';
import type { Command } from './model.ts';
import type { ViolatingRun } from './run.ts';
import type { Policies, Scope } from './subject.ts';

/** A set-up by names: enough to set it up again. */
export interface SetupNames {
  readonly subject: string;
  readonly system: string;
  readonly policies: Policies;
  readonly scope: Scope;
}

/** Who found a counterexample: a person, in their own words; or a search, with all parameters that repeat the search. */
export interface FoundBy {
  readonly who: string;
  readonly seed?: number;
  /** The number of the run that showed the violation. */
  readonly run?: number;
  /** The most commands of a run. */
  readonly length?: number;
  readonly versions?: Readonly<Record<string, string>>;
}

/** A shrunk run that ends in a violation, with all data that a replay needs. */
export interface Counterexample<C = Command> extends SetupNames, ViolatingRun<C> {
  /** Why no shorter run is expected to show the violation. */
  readonly certificate: Certificate;
  readonly foundBy: FoundBy;
}
