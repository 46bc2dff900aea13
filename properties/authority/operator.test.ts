import * as fc from 'fast-check';
import { produce } from 'immer';
import { describe, expect, test } from 'vitest';
import type { AuthorityPolicies, Message } from '../../src/alphabets/authority.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import { policiesWithout } from '../../src/kernel/subject.ts';
import { closeTransfer } from '../../src/model/authority/coordinator.ts';
import type { AuthorityScope, AuthorityState } from '../../src/model/authority/state.ts';
import type { RealAuthority } from '../../src/real/authority/authority.ts';
import { startAuthority } from '../../src/real/authority/authority.ts';
import { schema } from '../../src/real/authority/sqlite/schema.ts';
import { openSqliteAuthorityStore } from '../../src/real/authority/sqlite/store.ts';
import { openInMemory } from '../../src/real/database/sqlite.ts';
import { authority } from '../../src/subjects/authority/subject.ts';
import { authorityWorldOf } from '../../src/subjects/authority/systems.ts';
import { scopeOf } from '../subjects/worlds.ts';

type Policy = keyof AuthorityPolicies;

async function start(off: readonly Policy[] = []): Promise<RealAuthority> {
  const policies = policiesWithout(authority, off) as AuthorityPolicies;
  const limits = { active: 2, throttledFrom: 0, retries: 1, messages: 9 };
  const world = { servers: ['s1', 's2'], players: ['p1', 'p2'], items: [], members: [], limits };
  return startAuthority(openSqliteAuthorityStore(openInMemory(schema)), policies, world);
}

/** p1 is on its way from the first server to the second: what was sent is in flight. */
async function sendOver(system: RealAuthority, fault?: 'damaged'): Promise<Message> {
  const wish = { type: 'request', server: 's1', player: 'p1', to: 's2' } as const;
  expect(await system.perform(fault === undefined ? wish : { ...wish, fault })).toEqual({ type: 'requested' });
  const [message] = (await system.view()).messages;
  if (message === undefined) throw new Error('nothing was sent');
  return message;
}

async function pass(system: RealAuthority, ...waitsMs: readonly number[]): Promise<void> {
  for (const byMs of waitsMs) await system.perform({ type: 'tick', byMs });
}

function noticesOf({ notified }: RealAuthority): string[] {
  return notified.map(({ atMs, player, about }) => `${player} at ${atMs}: ${about}`);
}

describe('players are notified', () => {
  test('nothing, where a transfer goes through', async () => {
    const system = await start();
    const message = await sendOver(system);
    expect(await system.perform({ type: 'deliver', message })).toMatchObject({ type: 'granted' });
    await pass(system, 100, 50, 10_000);
    expect(noticesOf(system)).toEqual([]);
  });

  test('once, that their transfer was taken back after it was tried in vain', async () => {
    const system = await start();
    await sendOver(system);
    await pass(system, 150, 100, 10_000);
    expect(noticesOf(system)).toEqual(['p1 at 250: rollback']);
  });

  test('once, that the watchdog took it back', async () => {
    const system = await start(['rollback']);
    await sendOver(system);
    await pass(system, 150, 100, 9750, 5000);
    expect(noticesOf(system)).toEqual(['p1 at 10000: rollback']);
  });

  test('that their state did not arrive as it was sent', async () => {
    const system = await start();
    const message = await sendOver(system, 'damaged');
    await system.perform({ type: 'deliver', message, fault: 'duplicated' });
    await system.perform({ type: 'deliver', message });
    expect(noticesOf(system)).toEqual(['p1 at 0: stateError']);
  });

  test('once, that their server is not heard of, and again when it happens again', async () => {
    const system = await start();
    await system.perform({ type: 'cut', server: 's1' });
    await pass(system, 4999, 1, 5000);
    expect(noticesOf(system)).toEqual(['p1 at 5000: unavailability', 'p2 at 5000: unavailability']);
    await system.perform({ type: 'heal', server: 's1' });
    await pass(system, 1);
    await system.perform({ type: 'cut', server: 's1' });
    await pass(system, 5000);
    expect(noticesOf(system).slice(2)).toEqual(['p1 at 15001: unavailability', 'p2 at 15001: unavailability']);
  });

  test('that a transfer was taken back since its server crashed, however soon it is back', async () => {
    const system = await start();
    await sendOver(system);
    await system.perform({ type: 'crash', server: 's1' });
    await system.perform({ type: 'restart', server: 's1' });
    expect(noticesOf(system)).toEqual(['p1 at 0: rollback']);
  });
});

describe('an operator’s order', () => {
  test('takes back the transfer, frees the player, and outdates the message under way', async () => {
    const system = await start();
    const message = await sendOver(system);
    await pass(system, 10);
    expect(await system.perform({ type: 'save', server: 's1', player: 'p1' })).toEqual({ type: 'frozen' });
    const order = { atMs: 10, player: 'p1', reason: 'stuck_transfer', outcome: 'rolledBack' };
    expect(await system.forceRollBack('p1', 'stuck_transfer')).toEqual(order);
    expect(await system.perform({ type: 'deliver', message })).toEqual({ type: 'notOpen' });
    expect(await system.perform({ type: 'save', server: 's1', player: 'p1' })).toEqual({ type: 'sent' });
    expect((await system.view()).players['p1']).toMatchObject({ server: 's1', token: 1, transfer: null });
    expect(noticesOf(system)).toEqual(['p1 at 10: rollback']);
    expect(system.forced).toEqual([order]);
  });

  test('frees a stuck player, and reaches an unreachable source as soon as possible', async () => {
    const system = await start(['rollback', 'watchdog']);
    await sendOver(system);
    await pass(system, 150, 100, 20_000);
    expect((await system.view()).players['p1']?.transfer).not.toBeNull();
    await system.perform({ type: 'cut', server: 's1' });
    expect(await system.forceRollBack('p1', 'stuck')).toMatchObject({ outcome: 'rolledBack' });
    expect(await system.perform({ type: 'save', server: 's1', player: 'p1' })).toEqual({ type: 'frozen' });
    await system.perform({ type: 'heal', server: 's1' });
    expect(await system.perform({ type: 'save', server: 's1', player: 'p1' })).toEqual({ type: 'sent' });
  });

  test('leaves the place to others that it takes under the limit', async () => {
    const system = await start();
    await sendOver(system);
    await system.perform({ type: 'request', server: 's1', player: 'p2', to: 's2' });
    await system.forceRollBack('p1', 'too many');
    const active = Object.values((await system.view()).players).filter(({ transfer }) => transfer !== null);
    expect(active).toHaveLength(1);
  });

  test('has no effect without a transfer to take back, a known player, or a reason', async () => {
    const system = await start();
    const message = await sendOver(system);
    expect(await system.forceRollBack('p1', ' ')).toMatchObject({ outcome: 'noReason' });
    expect(await system.forceRollBack('p9', 'stuck')).toMatchObject({ outcome: 'noSuchPlayer' });
    await system.perform({ type: 'deliver', message });
    expect(await system.forceRollBack('p1', 'stuck')).toMatchObject({ outcome: 'noTransferUnderWay' });
    expect((await system.view()).players['p1']).toMatchObject({ server: 's2', token: 2 });
    expect(system.forced.map(({ outcome }) => outcome)).toEqual(['noReason', 'noSuchPlayer', 'noTransferUnderWay']);
    expect(noticesOf(system)).toEqual([]);
  });

  /** Whatever happens before and after it, and whenever it comes: in lockstep with the model's own taking back. */
  test('takes a transfer back as a time-out does, and notifies the player, at any time', async () => {
    const policies = policiesWithout(authority, []) as AuthorityPolicies;
    const scope = scopeOf(authority, 'medium') as unknown as AuthorityScope;
    const model = authority.model(policies, scope);
    const counts = { orders: 0, takenBack: 0 };
    const step = fc.record({ choice: fc.nat(), isOrder: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40 }), async (steps) => {
        const system = await startAuthority(
          openSqliteAuthorityStore(openInMemory(schema)),
          policies,
          authorityWorldOf(scope),
        );
        let state = model.initial;
        let takenBack = 0;
        for (const { choice, isOrder } of steps) {
          const before = state;
          const names = Object.keys(state.players);
          const player = names[choice % names.length] ?? '';
          const isStuck = (state.players[player]?.transfer ?? null) !== null;
          const commands = [...model.commands(state)];
          const command = commands[choice % commands.length];
          if (command === undefined) break;
          const isOrdered = isOrder && isStuck;
          const after = isOrdered
            ? { state: produce(state, (draft) => closeTransfer(draft, player)), outcome: { type: 'rolledBack' } }
            : stepOnCopy(model, state, command);
          const outcome = isOrdered
            ? { type: (await system.forceRollBack(player, 'stuck')).outcome }
            : await system.perform(command);
          expect(outcome).toEqual(after.outcome);
          ({ state } = after);
          counts.orders += Number(isOrdered);
          takenBack += takenBackBetween(before, state);
          const view = model.view(state);
          expect(await system.view()).toEqual(view);
          const violated = model.invariants.filter((one) => 'holds' in one && !one.holds(view));
          expect(violated.map(({ id }) => id)).toEqual([]);
        }
        expect(system.notified.filter(({ about }) => about !== 'unavailability')).toHaveLength(takenBack);
        counts.takenBack += takenBack;
        await system.close();
      }),
      { numRuns: 60, seed: 1 },
    );
    expect(counts.orders).toBeGreaterThan(20);
    // By orders, and by everything else that takes a transfer back.
    expect(counts.takenBack).toBeGreaterThan(counts.orders + 5);
  });
});

/** Transfers that were under way, and are not any more, of players that have not gone over. */
function takenBackBetween(before: AuthorityState, after: AuthorityState): number {
  return Object.entries(before.players).filter(
    ([player, { transfer }]) =>
      transfer !== null && after.players[player]?.transfer === null && after.players[player].server !== transfer.to,
  ).length;
}
