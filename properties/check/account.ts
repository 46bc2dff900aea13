import * as fc from 'fast-check';
import { defineSubject } from '../../src/kernel/define-subject.ts';
import type { Outcome } from '../../src/kernel/model.ts';
import type { Subject } from '../../src/kernel/subject.ts';

/** A deposit of an amount that cannot be enumerated, or a note of any text. `commands` has 1 and '' for them. */
export type AccountCommand =
  | { readonly type: 'deposit'; readonly client: 'c1' | 'c2'; readonly amount: number }
  | { readonly type: 'note'; readonly text: string };

export interface Account {
  balance: number;
  notes: string[];
  left: number;
}

export type AccountSubject = Subject<Account, AccountCommand, Outcome, Account>;

export interface AccountOptions {
  /** The balance that the system shows, where that is not the right one. */
  readonly shows?: (account: Account, command: AccountCommand | null) => number;
  /** An invariant of the model. */
  readonly holds?: (account: Account) => boolean;
  readonly amount?: fc.Arbitrary<number>;
  readonly text?: fc.Arbitrary<string>;
}

/** The largest amount that is drawn by default. */
export const mostAmount = 1000;

export function accountSubject({
  shows = ({ balance }) => balance,
  holds = () => true,
  amount = fc.integer({ min: 1, max: mostAmount }),
  text = fc.string({ maxLength: 12 }),
}: AccountOptions = {}): AccountSubject {
  const initial: Account = { balance: 0, notes: [], left: 4 };
  function step(draft: Account, command: AccountCommand): Outcome {
    draft.left -= 1;
    if (command.type === 'note') draft.notes.push(command.text);
    else draft.balance += command.amount;
    return { type: 'done' };
  }
  return defineSubject({
    name: 'account',
    model: {
      initial,
      commands: ({ left }: Account): readonly AccountCommand[] =>
        left === 0
          ? []
          : [
              { type: 'deposit', client: 'c1', amount: 1 },
              { type: 'deposit', client: 'c2', amount: 1 },
              { type: 'note', text: '' },
            ],
      step,
      invariants: { holds: { says: 'It holds.', holds } },
    },
    system: () => {
      const state = structuredClone(initial);
      let last: AccountCommand | null = null;
      return {
        perform: async (command) => step(state, (last = command)),
        view: async () => ({ ...structuredClone(state), balance: shows(state, last) }),
        close: async () => undefined,
      };
    },
    generation: { arguments: { deposit: { amount }, note: { text } } },
  });
}
