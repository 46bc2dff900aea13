import type { Command, Outcome } from '../src/kernel/model.ts';
import type { Subject } from '../src/kernel/subject.ts';

interface Lock {
  turned: number;
  isRight: boolean;
}
type Turn = Command & { readonly type: 'turn'; readonly digit: number };
type LockSubject = Subject<Lock, Turn, Outcome, Lock, Record<string, never>, { digits: number }>;

/** A lock with ten digits to choose from at each turn, all alike: one run in ten to the power of its digits opens it. */
export function lockSubject(digits: number): LockSubject {
  const step = (draft: Lock, { digit }: Turn): Outcome => {
    draft.isRight &&= digit === (draft.turned * 7 + 3) % 10;
    draft.turned += 1;
    return { type: 'turned' };
  };
  const initial: Lock = { turned: 0, isRight: true };
  return {
    name: 'lock',
    policies: {},
    scopes: { usual: { digits } },
    defaultScope: 'usual',
    model: () => ({
      name: 'lock',
      initial,
      commands: ({ turned }) =>
        turned === digits ? [] : Array.from({ length: 10 }, (_, digit) => ({ type: 'turn', digit })),
      step,
      view: (state) => state,
      invariants: [{ id: 'SHUT', says: 'It stays shut.', holds: ({ turned, isRight }) => turned < digits || !isRight }],
      recovery: () => [],
      settled: [],
    }),
    systems: [
      {
        name: 'plain',
        open: async () => {
          const state = { ...initial };
          return {
            perform: async (command) => step(state, command),
            view: async () => ({ ...state }),
            close: async () => undefined,
          };
        },
      },
    ],
    outcomes: { turn: { turned: 'accepted' } },
    manualRuns: [],
    generation: { weights: {}, faultRate: 0, swarmRate: 0, shortRate: 0 },
    coverageGoals: [],
    narration: {
      lanes: () => ['hand', 'store'],
      laneOf: () => 'hand',
      format: ({ digit }) => `turn ${digit}`,
      answer: ({ type }) => type,
      changes: () => [],
    },
  };
}

/** For worker processes, which find a subject by its name in a module: one run in a million opens it. */
export const millionLock: LockSubject = lockSubject(6);
