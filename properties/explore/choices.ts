import type { Command, Model, Outcome } from '../../src/kernel/model.ts';

interface Chosen {
  /** A number in a binary tree: 1 is the root, and 2n and 2n + 1 stand below n. */
  at: number;
  isRecovering: boolean;
}

interface Choose extends Command {
  readonly type: 'choose' | 'fail';
  readonly to: number;
}

export interface Sizes {
  /** How many states there are in a row, each on a level of its own. */
  readonly levels?: number;
  /** How many commands the last of them has, each of which leads back to the first. */
  readonly commands?: number;
  /** From the second state recovery makes so many choices between two, one after the other. */
  readonly recoveries?: number;
  /** Recovery may end at the last of its ends, which is violated. */
  readonly isViolated?: number;
}

/** A model that is enormous in one respect. */
export function choices({
  levels = 2,
  commands = 0,
  recoveries = 0,
  isViolated = 0,
}: Sizes): Model<Chosen, Choose, Outcome, Chosen> {
  const ends = 2 ** recoveries;
  return {
    name: 'choices',
    initial: { at: 1, isRecovering: false },
    commands({ at }) {
      if (at < levels) return [{ type: 'choose', to: at + 1 }];
      return Array.from({ length: commands }, (_, nth) => ({ type: 'choose', to: 1, nth }));
    },
    step(draft, { type, to }) {
      draft.at = to;
      draft.isRecovering = type === 'fail';
      return { type: 'done' };
    },
    view: (state) => state,
    invariants: [],
    recovery({ at, isRecovering }) {
      const from = isRecovering ? at : at === 2 ? 1 : ends;
      return from >= ends ? [] : [2 * from, 2 * from + 1].map((to) => ({ type: 'fail', to }));
    },
    settled: [
      {
        id: 'ENDS_WELL',
        says: 'Recovery never ends at the last of its ends.',
        holds: ({ at, isRecovering }) => isViolated === 0 || !isRecovering || at < 2 * ends - 1,
      },
    ],
  };
}

/** Where threads find it. */
export const choicesOfScope = {
  model: (_: object, scope: Sizes): ReturnType<typeof choices> => choices(scope),
};
