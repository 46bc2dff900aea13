import { defineSubject } from '../../src/kernel/define-subject.ts';
import type { Command, Outcome } from '../../src/kernel/model.ts';
import type { Subject } from '../../src/kernel/subject.ts';

interface Safe {
  right: number;
}

const turns = 'abcdef';
export const rightTurns = 'cafebabe';

/** A safe that opens after eight right turns; the system jams where one more turn is taken then. */
export const safe: Subject<Safe, Command, Outcome, Safe> = defineSubject<Safe, Command, Outcome, Safe>({
  name: 'safe',
  model: {
    initial: { right: 0 },
    commands: () => Array.from(turns, (type) => ({ type })),
    step(draft, { type }) {
      if (draft.right === rightTurns.length) return { type: 'open' };
      draft.right = type === rightTurns[draft.right] ? draft.right + 1 : 0;
      return { type: 'turned' };
    },
  },
  system: () => {
    let count = 0;
    return {
      async perform({ type }) {
        if (count === rightTurns.length) return { type: 'jammed' };
        count = type === rightTurns[count] ? count + 1 : 0;
        return { type: 'turned' };
      },
      view: async () => ({ right: count }),
      close: async () => undefined,
    };
  },
});
