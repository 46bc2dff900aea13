import { expect } from 'vitest';
import type { LeaseLockSystemKind } from '../../../src/adapters/lease-lock-system.ts';
import { expectSameLockRun, lockCommand, lockTermsOf } from './driven-locks.ts';

const { acquire, release, crash, tick } = lockCommand;

/** Expects a run without a refusal to say the same alone, and after so many others. */
export async function expectSameEtcd3Run(kind: LeaseLockSystemKind, others: number): Promise<void> {
  const { leaseMs } = lockTermsOf(kind);
  const commands = [
    acquire('c1', 'l2'),
    acquire('c1'),
    release('c1'),
    acquire('c2'),
    tick(leaseMs - 1),
    acquire('c3', 'l2'),
    tick(1),
    acquire('c3'),
    release('c2'),
    crash('c3'),
  ];
  // A client that is refused an election may be called elected later on.
  const taken = await expectSameLockRun(
    kind,
    commands.filter((_, at) => kind.name !== 'etcd3-election' || at !== 5),
    others,
  );
  const types = ['granted', 'granted', 'done', 'granted', 'done', 'refused', 'done', 'granted', 'done', 'done'];
  expect(taken.map(({ answer }) => answer.type)).toEqual(types.filter((_, at) => taken.length === 10 || at !== 5));
  expect(taken.at(-1)?.shown).toEqual({ l1: ['c3'], l2: [] });
}
