import { defineModel } from '../../src/kernel/define-model.ts';
import type { System } from '../../src/kernel/model.ts';
import type { Setup } from '../../src/kernel/setup.ts';

export type Go = { readonly type: 'go'; readonly actor: string };
export type Went = { readonly type: 'went' };
type GoSetup = Setup<object, Go, Went, object>;

/** Two actors, whose commands change nothing. */
const model = defineModel({
  initial: {},
  commands: (): Go[] => ['a', 'b'].map((actor) => ({ type: 'go', actor })),
  step: (): Went => ({ type: 'went' }),
});

/** The model beside a system that does this for each command. */
export function goWith(perform: (command: Go) => Promise<Went>): GoSetup {
  const open = async (): Promise<System<Go, Went, object>> => ({
    perform,
    view: async () => ({}),
    close: async () => undefined,
  });
  return { open, model } as Partial<GoSetup> as GoSetup;
}
