import type { Command, Model, Outcome } from '../kernel/model.ts';

/** What the minimiser asks of a model. */
export type Alphabet<State, C extends Command, O extends Outcome, View> = Pick<
  Model<State, C, O, View>,
  'initial' | 'commands' | 'step' | 'symmetry'
>;
