import { expect } from 'vitest';
import type { LeaseQueueSystemKind } from '../../src/adapters/lease-queue-system.ts';
import type { LeaseQueueCommand } from '../../src/alphabets/lease-queue.ts';
import { leaseQueueOn } from '../../src/subjects/lease-queue/subject.ts';

type Started = Awaited<ReturnType<NonNullable<LeaseQueueSystemKind['start']>>>;

/** Takes commands to a fresh system, and resolves to the answers and looks. */
async function drive(begin: () => ReturnType<Started['begin']>, commands: readonly LeaseQueueCommand[]) {
  const system = await begin();
  const seen: unknown[] = [];
  for (const command of commands) seen.push(await system.perform(command), await system.view());
  await system.close();
  return seen;
}

/** Expects the same answers and looks alone, after a hundred other runs, and after a restart; resolves to them. */
export async function expectSameRun(
  kind: LeaseQueueSystemKind,
  commands: readonly LeaseQueueCommand[],
): Promise<readonly unknown[]> {
  const { scopes, terms } = leaseQueueOn([kind]);
  const setup = { policies: {}, scope: scopes['small'] ?? {}, terms: { ...terms, ...kind.terms } } as never;
  const seen: unknown[][] = [];
  for (const others of [0, 100]) {
    const started = await kind.start?.();
    if (started === undefined) throw new Error('a library is started once');
    for (let other = 0; other < others; other += 1)
      await drive(() => started.begin(setup), commands.slice(0, other % commands.length));
    seen.push(await drive(() => started.begin(setup), commands));
    await started.stop();
  }
  expect(seen[1]).toEqual(seen[0]);
  return seen[0] ?? [];
}
