import type { Certificate } from './certificate.ts';
import type { Command } from './model.ts';
import type { ViolatingRun } from './run.ts';
import type { Policies, Scope } from './subject.ts';

/** What was set up, by name: enough to set it up again. */
export interface SetupNames {
  readonly subject: string;
  readonly system: string;
  readonly policies: Policies;
  readonly scope: Scope;
}

/** A person, in their own words; or a search, with all that it takes to search the same again. */
export interface FoundBy {
  readonly who: string;
  readonly seed?: number;
  /** The run that showed it. */
  readonly run?: number;
  /** How many commands a run had at most. */
  readonly length?: number;
  readonly versions?: Readonly<Record<string, string>>;
}

/** A run that ends in a violation, as short as it was made, with all that it takes to run it again. */
export interface Counterexample<C = Command> extends SetupNames, ViolatingRun<C> {
  /** Why no shorter run is expected to show it. */
  readonly certificate: Certificate;
  readonly foundBy: FoundBy;
}
