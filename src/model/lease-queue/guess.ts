import type { LeaseQueueAnswer, LeaseQueueCommand } from '../../alphabets/lease-queue.ts';
import { giveLease } from './changes.ts';
import { handleAt, isEnded, isDueAndFree, isLiveHolder, mayBe, mayBeDuplicate } from './facts.ts';
import type { LeaseQueueState, LeaseQueueWorld } from './state.ts';

/** What a lease queue answers that hands out the oldest job, and believes the holder of a live lease alone. */
export function guessAnswer(
  world: LeaseQueueWorld,
  state: LeaseQueueState,
  command: LeaseQueueCommand,
): LeaseQueueAnswer {
  if ('fault' in command) return { type: 'unacknowledged' };
  const answer = (isAccepted: boolean, job: string): LeaseQueueAnswer => ({
    type: isAccepted ? 'accepted' : 'refused',
    job,
  });
  switch (command.type) {
    case 'submit':
      return answer(!mayBeDuplicate(state, world.terms, command.key), command.job);
    case 'fetch':
      return guessFetch(world, state, command.worker, command.upTo);
    case 'complete':
    case 'fail':
    case 'extend':
    case 'spawn': {
      const handle = handleAt(state, command);
      const isHolder = handle !== undefined && isLiveHolder(state, world.terms, command.worker, handle);
      const job = handle === undefined ? undefined : state.jobs[handle.job];
      const mayReport = world.terms.reportedBy === 'anyone' && job !== undefined && !isEnded(job);
      return answer(isHolder || mayReport, handle?.job ?? '');
    }
    case 'remove': {
      const job = state.jobs[command.job];
      return answer(job !== undefined && !mayBe(job, 'held'), command.job);
    }
    case 'crash':
    case 'tick':
    case 'maintain':
      return { type: 'done' };
  }
}

/** One job after the other, since each may stand in the way of the next. */
function guessFetch(world: LeaseQueueWorld, state: LeaseQueueState, worker: string, upTo: number): LeaseQueueAnswer {
  const jobs: string[] = [];
  const left: LeaseQueueState = { ...state, hands: {}, jobs: { ...state.jobs } };
  const inOrder = Object.entries(state.jobs).toSorted(([, a], [, b]) => a.place - b.place);
  for (const [name, job] of inOrder) {
    if (jobs.length === upTo || !isDueAndFree(left, world.terms, job)) continue;
    jobs.push(name);
    left.jobs[name] = { ...job, fails: { ...job.fails }, lapses: { ...job.lapses } };
    giveLease(world, left, worker, name);
  }
  return jobs.length === 0 ? { type: 'nothing' } : { type: 'fetched', jobs };
}
