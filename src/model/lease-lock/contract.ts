import type { LeaseLockAnswer, LeaseLockCommand, LeaseLockShown } from '../../alphabets/lease-lock.ts';
import type { Contract } from '../../kernel/contract.ts';
import { numberedNames } from '../../kernel/numbered-names.ts';
import { enabledLockCommands } from './commands.ts';
import { followLockAnswer, learnHolders } from './follow.ts';
import { guessLockAnswer } from './guess.ts';
import { lockAnswerPromises } from './promises.ts';
import { lockRecoveryWays } from './recovery.ts';
import { settledLockPromises, shownLockPromises } from './shown-promises.ts';
import type { LeaseLockState, LeaseLockWorld } from './state.ts';
import { initialLockState } from './state.ts';

export type LeaseLockContract = Contract<LeaseLockState, LeaseLockCommand, LeaseLockAnswer, LeaseLockShown>;

/** More commands than the recovery of a world of this size needs. */
const longestRecovery = 100;

/** What any lock with leases owes its clients, stated over what a client can see. */
export function leaseLockContract(world: LeaseLockWorld): LeaseLockContract {
  const { scope } = world;
  return {
    name: 'lease-lock',
    initial: initialLockState(world),
    commands: (known) => enabledLockCommands(world, known),
    guess: (known, command) => guessLockAnswer(world, known, command),
    follow: (draft, command, answer) => followLockAnswer(world, draft, command, answer),
    learn: (draft, shown) => learnHolders(world, draft, shown),
    promises: [...lockAnswerPromises(world), ...shownLockPromises(world)],
    recoveries: lockRecoveryWays(world),
    longestRecovery,
    settled: settledLockPromises(),
    symmetry: [numberedNames('c', scope.clients), numberedNames('l', scope.locks)],
  };
}
