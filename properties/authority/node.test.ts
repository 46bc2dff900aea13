import { expect, test } from 'vitest';
import type { AuthorityPolicies } from '../../src/alphabets/authority.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { startNode } from '../../src/real/authority/node.ts';
import type { TransferConfirmation, Coordinator } from '../../src/real/authority/ports.ts';
import { Unreachable } from '../../src/real/authority/ports.ts';
import { createManualClock } from '../../src/real/clock.ts';
import { authority } from '../../src/subjects/authority/subject.ts';

/** Lets everything be done that waits for nothing. */
const allElse = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Nobody sends anything to it, and it is asked for nothing. */
const nothing = (): never => {
  throw new Error('nobody should ask for this');
};

/** s2, and a coordinator that answers when it is told to: what was asked of it so far, in this order. */
function s2(): { asked: string[]; node: ReturnType<typeof startNode>; confirm(reply: TransferConfirmation): void } {
  const asked: string[] = [];
  let confirm: (reply: TransferConfirmation) => void = nothing;
  const coordinator: Coordinator = {
    renew: async () => 30_000,
    reconcile: async (_server, tokens) => void asked.push(`reconcile ${JSON.stringify(tokens)}`),
    confirmTransfer(message) {
      asked.push(`confirm ${message.player}`);
      return new Promise((resolve) => (confirm = resolve));
    },
    requestTransfer: nothing,
    abortTransfer: nothing,
    rollBackTransfer: nothing,
    readRecord: nothing,
  };
  const node = startNode(
    {
      name: 's2',
      policies: allPolicies(authority) as AuthorityPolicies,
      mostRetries: 1,
      clock: createManualClock(),
      transport: { send: () => undefined },
      coordinator,
      items: { readOwner: nothing, take: nothing, takeReplica: nothing },
    },
    30_000,
  );
  return { asked, node, confirm: (reply) => confirm(reply) };
}

const handOver = { type: 'handOver', player: 'p1', from: 's1', to: 's2', token: 1, transfer: 1, version: 4 } as const;

test('a source without news of its transfer asks for it with the next heartbeat', async () => {
  const asked: string[] = [];
  const clock = createManualClock();
  const record = { server: 's1', token: 1, saved: { version: 0, isDamaged: false }, transfer: null, transfers: 1 };
  const node = startNode(
    {
      name: 's1',
      policies: allPolicies(authority) as AuthorityPolicies,
      mostRetries: 0,
      clock,
      transport: { send: () => undefined },
      coordinator: {
        renew: async () => 30_000,
        reconcile: async () => undefined,
        requestTransfer: async () => ({ type: 'opened', transfer: 1 }),
        confirmTransfer: nothing,
        abortTransfer: nothing,
        async rollBackTransfer(player) {
          asked.push(player);
          throw new Unreachable('the answer of the coordinator was lost');
        },
        readRecord: async () => record,
      },
      items: { readOwner: nothing, take: nothing, takeReplica: nothing },
    },
    30_000,
  );
  await node.granted('p1', { token: 1, version: 0, isDamaged: false });
  await node.perform({ type: 'request', server: 's1', player: 'p1', to: 's2' });
  for (const byMs of [99, 1, 1000]) {
    clock.advance(byMs);
    await node.tick();
  }
  expect(asked).toEqual(['p1', 'p1']);
});

test('a player that is just being confirmed is not reported as missing', async () => {
  const { asked, node, confirm } = s2();
  const taken = node.receive({ ...handOver, isDamaged: false });
  const ticked = node.tick();
  await allElse();
  expect(asked).toEqual(['confirm p1']);
  confirm({ type: 'granted', token: 2 });
  await Promise.all([taken, ticked]);
  expect(asked).toEqual(['confirm p1', 'reconcile {"p1":2}']);
  expect(await node.holds()).toMatchObject({ p1: { token: 2, version: 4 } });
});
