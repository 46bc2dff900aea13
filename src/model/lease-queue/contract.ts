import type { LeaseQueueAnswer, LeaseQueueCommand, LeaseQueueShown } from '../../alphabets/lease-queue.ts';
import type { Contract } from '../../kernel/contract.ts';
import { numberedNames } from '../../kernel/numbered-names.ts';
import { learnShown } from './changes.ts';
import { enabledCommands } from './commands.ts';
import { followAnswer } from './follow.ts';
import { guessAnswer } from './guess.ts';
import { answerPromises } from './promises.ts';
import { recoveryWays } from './recovery.ts';
import { settledPromises, shownPromises } from './shown-promises.ts';
import type { LeaseQueueState, LeaseQueueWorld } from './state.ts';
import { initialState } from './state.ts';

export type LeaseQueueContract = Contract<LeaseQueueState, LeaseQueueCommand, LeaseQueueAnswer, LeaseQueueShown>;

/** More commands than the recovery of a world of this size needs. */
const longestRecovery = 400;

/** What any lease queue owes its users, stated over what a user can see. */
export function leaseQueueContract(world: LeaseQueueWorld): LeaseQueueContract {
  const { scope } = world;
  return {
    name: 'lease-queue',
    initial: initialState(world),
    commands: (known) => enabledCommands(world, known),
    guess: (known, command) => guessAnswer(world, known, command),
    follow: (draft, command, answer) => followAnswer(world, draft, command, answer),
    learn: (draft, shown) => learnShown(world, draft, shown),
    promises: [...answerPromises(world), ...shownPromises(world)],
    recoveries: recoveryWays(world),
    longestRecovery,
    settled: settledPromises(world),
    actor: (command) => actorOfCommand(world, command),
    symmetry: [
      numberedNames('w', scope.workers),
      numberedNames('j', scope.jobs),
      numberedNames('k', scope.keys),
      numberedNames('g', scope.groups),
    ],
  };
}

/** Two clients submit and remove jobs, in turns, and maintenance is the library's own; `null`: the clock. */
function actorOfCommand({ scope }: LeaseQueueWorld, command: LeaseQueueCommand): string | null {
  if ('worker' in command) return command.worker;
  if (command.type === 'tick') return null;
  if (command.type === 'maintain') return 'maintenance';
  return numberedNames('j', scope.jobs).indexOf(command.job) % 2 === 0 ? 'client1' : 'client2';
}
