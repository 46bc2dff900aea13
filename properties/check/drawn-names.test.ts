import { describe, expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import type { CheckReport } from '../../src/check/check.ts';
import { replay } from '../../src/check/replay.ts';
import { traceOf } from '../../src/check/trace-of.ts';
import { defineSubject } from '../../src/kernel/define-subject.ts';
import type { Subject, SystemKind } from '../../src/kernel/subject.ts';

/** Orders, numbered by a sequence: the number of an order that is given back is used up. */
interface Orders {
  next: number;
  open: { id: number; client: string }[];
}
type Ask =
  | { readonly type: 'order'; readonly client: string }
  | { readonly type: 'fail'; readonly client: string }
  | { readonly type: 'cancel'; readonly client: string; readonly id: number };
type Answer = { readonly type: 'ordered'; readonly id: number } | { readonly type: 'cancelled' | 'unknown' | 'failed' };
type Kind = SystemKind<Ask, Answer, Pick<Orders, 'open'>>;
type OrderSubject = Subject<Orders, Ask, Answer, Pick<Orders, 'open'>>;

const clients = ['c1', 'c2'];

/** The orders of a database, whose sequence goes on by steps, and also where an order fails. */
function database(step: number, alter: (orders: Orders, ask: Ask) => void = () => undefined): Kind['open'] {
  return async () => {
    const orders: Orders = { next: 100, open: [] };
    return {
      async perform(ask) {
        if (ask.type !== 'cancel') orders.next += step;
        if (ask.type === 'fail') return { type: 'failed' };
        if (ask.type === 'order') orders.open.push({ id: orders.next, client: ask.client });
        const isThere = ask.type === 'cancel' && orders.open.some(({ id }) => id === ask.id);
        if (ask.type === 'cancel') orders.open = orders.open.filter(({ id }) => id !== ask.id);
        alter(orders, ask);
        if (ask.type === 'order') return { type: 'ordered', id: orders.next };
        return { type: isThere ? 'cancelled' : 'unknown' };
      },
      view: async () => ({ open: structuredClone(orders.open) }),
      close: async () => undefined,
    };
  };
}

function orderSubject(open: Kind['open'], drawnNames?: readonly string[]): OrderSubject {
  return defineSubject<Orders, Ask, Answer, Pick<Orders, 'open'>>({
    name: 'orders',
    model: {
      initial: { next: 1, open: [] },
      commands: ({ open: all }) => [
        ...clients.filter(() => all.length < 3).map((client): Ask => ({ type: 'order', client })),
        ...clients.map((client): Ask => ({ type: 'fail', client })),
        ...all.map(({ id, client }): Ask => ({ type: 'cancel', client, id })),
      ],
      step(draft, ask) {
        if (ask.type === 'fail') return { type: 'failed' };
        if (ask.type === 'order') {
          draft.open.push({ id: draft.next, client: ask.client });
          draft.next += 1;
          return { type: 'ordered', id: draft.next - 1 };
        }
        const at = draft.open.findIndex(({ id }) => id === ask.id);
        if (at < 0) return { type: 'unknown' };
        draft.open.splice(at, 1);
        return { type: 'cancelled' };
      },
      view: ({ open: all }) => ({ open: all }),
    },
    systems: [{ name: 'database', open, ...(drawnNames && { drawnNames }) }],
  });
}

function checkOrders(subject: OrderSubject): Promise<CheckReport<Ask>> {
  return check(subject, { system: 'database', policies: {}, scope: {}, runs: 60, length: 10, seed: 1 });
}

describe('a system that draws its names itself', () => {
  test('holds up to names, also where a failure has used a name up', async () => {
    const { verdict, outcomes } = await checkOrders(orderSubject(database(3), ['id']));
    expect(verdict).toBe('holds');
    // Commands have the names of the system, or no order would be found.
    expect(outcomes['cancel']).toEqual({ cancelled: expect.any(Number) });
  });

  test('diverges by its names where no field holds names', async () => {
    const { counterexample } = await checkOrders(orderSubject(database(3)));
    expect(counterexample?.violation).toMatchObject({ name: 'outcome of order' });
  });

  test('diverges where two orders have one name, in its own names', async () => {
    const { counterexample } = await checkOrders(orderSubject(database(0), ['id']));
    expect(counterexample?.violation).toMatchObject({ kind: 'divergence', name: 'outcome of order' });
    expect(counterexample?.commands.map(({ type }) => type)).toEqual(['order', 'order']);
  });

  test('diverges where it cancels another order, and the run replays', async () => {
    const cancelsFirst = (orders: Orders, ask: Ask): void => {
      if (ask.type === 'cancel' && orders.open.length > 1) orders.open.shift();
    };
    const subject = orderSubject(database(7, cancelsFirst), ['id']);
    const { counterexample } = await checkOrders(subject);
    expect(counterexample?.violation).toMatchObject({ kind: 'divergence', name: 'view.open', where: 'cancel' });
    expect(counterexample?.violation.details).toContain('"id":');
    expect(counterexample?.commands).toHaveLength(4);
    if (counterexample === null) throw new Error('no counterexample');
    const replayed = await replay(subject, traceOf(subject, counterexample));
    expect(replayed.verdict).toBe('reproduced');
    // Shown with the names of the model.
    expect(replayed.steps.map(({ command }) => command)).toEqual(counterexample.commands);
    expect(replayed.steps.at(-1)?.model.outcome).toEqual({ type: 'cancelled' });
  });
});
