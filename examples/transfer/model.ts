import { defineModel } from '../../src/index.ts';

/** Transfers between two accounts. A client that got no reply sends its request again, with the same key. */
export type Command = {
  readonly type: 'transfer';
  readonly client: string;
  readonly from: Account;
  readonly to: Account;
  /** The reply does not arrive: the client does not know whether the money was moved. */
  readonly fault?: 'replyLost';
};

export type Outcome = { readonly type: 'moved' | 'alreadyMoved' | 'insufficient' | 'noReply' };

export type Account = 'a' | 'b';

interface State {
  readonly balances: Record<Account, number>;
  /** The keys of the requests that were carried out. */
  readonly done: string[];
  /** What each client knows of its request: not sent, sent without a reply, answered. */
  readonly requests: Record<string, 'new' | 'unanswered' | 'answered'>;
  faults: number;
}

export type View = Pick<State, 'balances' | 'done'>;

export interface Scope extends Readonly<Record<string, number>> {
  readonly clients: number;
  readonly faults: number;
}

/** Each client moves 1 from account a to account b, once. */
export const transferModel = (_policies: object, { clients, faults }: Scope) =>
  defineModel<State, Command, Outcome, View>({
    initial: {
      balances: { a: 2, b: 0 },
      done: [],
      requests: Object.fromEntries(Array.from({ length: clients }, (_, at) => [`c${at + 1}`, 'new' as const])),
      faults,
    },
    commands: ({ requests, faults: left }) =>
      Object.entries(requests)
        .filter(([, known]) => known !== 'answered')
        .flatMap(([client]) => {
          const transfer: Command = { type: 'transfer', client, from: 'a', to: 'b' };
          return left > 0 ? [transfer, { ...transfer, fault: 'replyLost' as const }] : [transfer];
        }),
    step(draft, { client, from, to, fault }) {
      const outcome = move(draft, client, from, to);
      draft.requests[client] = fault === undefined ? 'answered' : 'unanswered';
      if (fault === undefined) return outcome;
      draft.faults -= 1;
      return { type: 'noReply' };
    },
    view: ({ balances, done }) => ({ balances, done }),
    invariants: {
      nothingIsLost: {
        says: 'The sum of all balances stays the same.',
        holds: ({ balances: { a, b } }) => a + b === 2,
      },
      notNegative: { says: 'No balance is below zero.', holds: ({ balances: { a, b } }) => a >= 0 && b >= 0 },
    },
  });

function move(draft: State, client: string, from: Account, to: Account): Outcome {
  if (draft.done.includes(client)) return { type: 'alreadyMoved' };
  if (draft.balances[from] < 1) return { type: 'insufficient' };
  draft.balances[from] -= 1;
  draft.balances[to] += 1;
  draft.done.push(client);
  draft.done.sort();
  return { type: 'moved' };
}
