import { defineModel, defineSubject } from '../../src/index.ts';
import { Tickets } from './tickets.ts';

const initial: { left: number; orders: string[] } = { left: 1, orders: [] };
type Buy = { type: 'buy'; order: string };
const model = () =>
  defineModel({
    initial,
    commands: (): Buy[] => ['o1', 'o2'].map((order) => ({ type: 'buy', order })),
    step(draft, { order }) {
      if (draft.orders.includes(order)) return { type: 'repeated' };
      if (draft.left === 0) return { type: 'soldOut' };
      draft.left -= 1;
      draft.orders.push(order);
      return { type: 'bought' };
    },
    invariants: { neverOversold: ({ left }) => left >= 0 },
  });
function system() {
  const tickets = new Tickets(); // Your own code, a database, a service.
  const view = async () => ({ left: tickets.left, orders: tickets.orders() });
  return { perform: async ({ order }: Buy) => ({ type: tickets.buy(order) }), view, close: async () => {} };
}

export const tickets = defineSubject({ name: 'tickets', model, system });
