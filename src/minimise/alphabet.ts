import type { Command, Model, Outcome } from '../kernel/model.ts';

/** The parts of a model that the minimiser uses. */
export type Alphabet<State, C extends Command, O extends Outcome, View> = Pick<
  Model<State, C, O, View>,
  'initial' | 'commands' | 'drawn' | 'step' | 'endings' | 'symmetry'
> & { readonly name?: string };
