import { expect } from 'vitest';
import type { LeaseLockSystemKind } from '../../../src/adapters/lease-lock-system.ts';
import type {
  LeaseLockAnswer,
  LeaseLockCommand,
  LeaseLockShown,
  LeaseLockTerms,
} from '../../../src/alphabets/lease-lock.ts';
import type { Thrown } from '../../../src/kernel/contract.ts';
import type { BrokenPromise } from '../../../src/kernel/follow-contract.ts';
import { leaseLockContract } from '../../../src/model/lease-lock/contract.ts';
import { usualLockTerms } from '../../../src/subjects/lease-lock/terms.ts';
import { judgeAnswers } from '../judge-answers.ts';

/** A command that a library took, its answer, and what the library showed after it. */
export interface TakenCommand {
  readonly command: LeaseLockCommand;
  readonly answer: LeaseLockAnswer | Thrown;
  readonly shown: LeaseLockShown;
}

const scope = { clients: 3, locks: 2, faults: 2 };

type Started = Awaited<ReturnType<NonNullable<LeaseLockSystemKind['start']>>>;

async function drive(begin: () => ReturnType<Started['begin']>, commands: readonly LeaseLockCommand[]) {
  const system = await begin();
  const taken: TakenCommand[] = [];
  for (const command of commands)
    taken.push({ command, answer: await system.perform(command), shown: await system.view() });
  await system.close();
  return taken;
}

/** The terms of a system: what it states, and the usual ones. */
export function lockTermsOf({ terms }: LeaseLockSystemKind): LeaseLockTerms {
  return { ...usualLockTerms, ...terms };
}

/** Takes commands to a library that is started for them, after so many other runs. */
export async function takeOnLocks(
  kind: LeaseLockSystemKind,
  commands: readonly LeaseLockCommand[],
  others = 0,
): Promise<readonly TakenCommand[]> {
  const setup = { policies: {}, scope, terms: lockTermsOf(kind) };
  const started = await kind.start?.();
  if (started === undefined) throw new Error('a library is started once');
  try {
    for (let other = 0; other < others; other += 1)
      await drive(() => started.begin(setup), commands.slice(0, other % commands.length));
    return await drive(() => started.begin(setup), commands);
  } finally {
    await started.stop();
  }
}

/** Expects the same answers and looks alone, after so many other runs, and after a restart, but for tokens. */
export async function expectSameLockRun(
  kind: LeaseLockSystemKind,
  commands: readonly LeaseLockCommand[],
  others: number,
): Promise<readonly TakenCommand[]> {
  const alone = await takeOnLocks(kind, commands);
  const after = await takeOnLocks(kind, commands, others);
  expect(after.map(withoutToken)).toEqual(alone.map(withoutToken));
  return alone;
}

/** A revision of etcd grows over all runs. */
function withoutToken(taken: TakenCommand): unknown {
  return taken.answer.type === 'granted' ? { ...taken, answer: 'granted' } : taken;
}

/** The first promise that is broken under these terms; `null`: all are kept. */
export function judgeLocks(terms: LeaseLockTerms, taken: readonly TakenCommand[]): BrokenPromise | null {
  return judgeAnswers(leaseLockContract({ scope, terms }), taken);
}

/** The commands of such runs. */
export const lockCommand = {
  acquire: (client: string, lock = 'l1'): LeaseLockCommand => ({ type: 'acquire', client, lock }),
  extend: (client: string, lock = 'l1'): LeaseLockCommand => ({ type: 'extend', client, lock }),
  release: (client: string, lock = 'l1'): LeaseLockCommand => ({ type: 'release', client, lock }),
  crash: (client: string): LeaseLockCommand => ({ type: 'crash', client }),
  tick: (ms: number): LeaseLockCommand => ({ type: 'tick', ms }),
};
