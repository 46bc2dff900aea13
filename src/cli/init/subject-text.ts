import type { StarterChoices } from './starter.ts';
import { exportOf } from './starter.ts';

/** A subject that runs, with a system of its own to be replaced: a shop whose replies may be lost. */
export function subjectText(choices: StarterChoices): string {
  /** What only TypeScript has. */
  const types = (text: string): string => (choices.isTypeScript ? text : '');
  return `import { defineModel, defineSubject } from 'faultbook';
${types(`
type Command = { readonly type: 'buy'; readonly client: string; readonly fault?: 'replyLost' };
type Outcome = { readonly type: 'sold' | 'soldBefore' | 'soldOut' | 'noReply' };
type View = { tickets: number; buyers: string[] };
type State = View & { waiting: string[]; faults: number };
type Scope = { readonly clients: number; readonly tickets: number; readonly faults: number };
`)}
/** The model: a client gets one ticket, also where it repeats its request because the reply was lost. */
const model = (_policies${types(': object')}, { clients, tickets, faults }${types(': Scope')}) =>
  defineModel${types('<State, Command, Outcome, View>')}({
    initial: { tickets, buyers: [], waiting: Array.from({ length: clients }, (_, at) => \`c\${at + 1}\`), faults },
    // All that the clients could do in this state. A fault is a part of a command.
    commands: (state) =>
      state.waiting.flatMap((client) => [
        { type: 'buy'${types(' as const')}, client },
        ...(state.faults > 0 ? [{ type: 'buy'${types(' as const')}, client, fault: 'replyLost'${types(' as const')} }] : []),
      ]),
    // What a command changes, and what the client learns.
    step(draft, { client, fault }) {
      const outcome = sell(draft, client);
      if (fault === undefined) draft.waiting = draft.waiting.filter((one) => one !== client);
      else draft.faults -= 1;
      return fault === undefined ? outcome : { type: 'noReply' };
    },
    // What an outsider can see, of the model and of the system.
    view: ({ tickets: left, buyers }) => ({ tickets: left, buyers }),
    invariants: {
      onePerClient: {
        says: 'A client has at most one ticket.',
        holds: ({ buyers }) => new Set(buyers).size === buyers.length,
      },
    },
  });

function sell(draft${types(': State')}, client${types(': string')})${types(': Outcome')} {
  if (draft.buyers.includes(client)) return { type: 'soldBefore' };
  if (draft.tickets === 0) return { type: 'soldOut' };
  draft.tickets -= 1;
  draft.buyers.push(client);
  return { type: 'sold' };
}

/** The system: call your own code here. To see a counterexample, leave out the line with \`soldBefore\`. */
function openShop(tickets${types(': number')}) {
  const buyers${types(': string[]')} = [];
  return {
    async perform({ client, fault }${types(': Command')})${types(': Promise<Outcome>')} {
      const type = this.buy(client);
      return fault === undefined ? { type } : { type: 'noReply' };
    },
    buy(client${types(': string')}) {
      if (buyers.includes(client)) return 'soldBefore';
      if (buyers.length === tickets) return 'soldOut';
      buyers.push(client);
      return 'sold';
    },
    view: async () => ({ tickets: tickets - buyers.length, buyers: [...buyers] }),
    close: async () => {},
  };
}

export const ${exportOf(choices)} = defineSubject({
  name: '${choices.subject}',
  model,
  system: (_policies, { tickets }) => openShop(tickets),
  scopes: { small: { clients: 3, tickets: 2, faults: 2 } },
});
`;
}
