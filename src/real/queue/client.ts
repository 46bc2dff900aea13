import type { QueueOutcome, Submit } from '../../alphabets/queue.ts';
import { ReplyLost } from '../failpoints.ts';
import type { Intake } from './intake.ts';
import type { QueueActorSurroundings } from './store.ts';

/** Submits jobs, and remembers the requests that are unacknowledged. */
export interface QueueClient {
  /** Keys of unacknowledged requests, in the order of their last submit. */
  readonly unacknowledged: readonly string[];
  submit(command: Submit): Promise<QueueOutcome>;
}

export function startQueueClient(
  { failpoints }: QueueActorSurroundings,
  intake: Pick<Intake, 'submit'>,
  remembered: readonly string[] = [],
): QueueClient {
  let unacknowledged = remembered;
  const without = (key: string): string[] => unacknowledged.filter((one) => one !== key);

  return {
    get unacknowledged() {
      return unacknowledged;
    },
    async submit({ job, retryOf: key = job, fault }) {
      // The key stays unacknowledged until the reply arrives.
      unacknowledged = [...without(key), key];
      if (fault !== undefined) failpoints.arm('submit.reply', () => new ReplyLost());
      try {
        const outcome = await intake.submit(job, key);
        failpoints.reach('submit.reply');
        unacknowledged = without(key);
        return outcome;
      } finally {
        failpoints.disarm();
      }
    },
  };
}
