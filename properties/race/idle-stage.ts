import type { Stage } from '../../src/kernel/stage.ts';

const nothing = async (): Promise<void> => undefined;

/** A stage on which no command sends a statement. */
export const idleStage: Stage = {
  address: () => '',
  admit: nothing,
  hold: () => undefined,
  letPass: nothing,
  begin: async (_, call) => void (await call()),
  moves: () => [],
  release: () => Promise.reject(new RangeError('no move')),
  waits: () => [],
  oneSteps: () => [],
  faults: () => [],
  close: nothing,
};
