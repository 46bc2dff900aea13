import type { Name } from '../kernel/renaming.ts';

/** A state of the model, and which name of the system stands for which of the model's, sorted by the model's. */
export interface NamedState<State> {
  readonly state: State;
  readonly names: readonly (readonly [ofModel: Name, ofSystem: Name])[];
}
