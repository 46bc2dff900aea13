import type { Flush, QueueOutcome, Submission } from '../../alphabets/queue.ts';
import { Crash, ReplyLost } from '../failpoints.ts';
import type { QueueActorSurroundings, QueueStore } from './store.ts';

/** Takes jobs from clients: a process with a memory, which is lost when the process crashes. */
export interface Intake {
  /** Jobs that are accepted and not yet in the store, in the order of their arrival. */
  readonly buffered: readonly Submission[];
  submit(job: string, key: string): Promise<QueueOutcome>;
  resubmit(job: string, of: string): Promise<QueueOutcome>;
  /** Writes the buffered jobs to the store. Throws `Crash`; a new intake with an empty memory takes over. */
  flush(fault: Flush['fault']): Promise<QueueOutcome>;
}

export function startIntake(
  { policies, failpoints }: QueueActorSurroundings,
  store: Pick<QueueStore, 'submit' | 'resubmit' | 'knows' | 'flush'>,
  remembered: readonly Submission[] = [],
): Intake {
  let buffered = remembered;
  let lastDecision: Promise<unknown> = Promise.resolve();

  /**
   * Decides about requests one after the other: memory and store cannot be asked at the same instant, and a request that is
   * decided in between may have the same id.
   */
  function oneByOne(decide: () => Promise<QueueOutcome>): Promise<QueueOutcome> {
    const decision = lastDecision.then(decide);
    lastDecision = decision.catch(() => undefined);
    return decision;
  }

  function isBuffered(job: string, key: string): boolean {
    return buffered.some((one) => one.id === job || (policies.submitKey && one.key === key));
  }

  /** Accepts a job that is only in the memory of the intake. */
  async function keepInMind(job: string, key: string): Promise<QueueOutcome> {
    // In this order: a flush moves jobs from the memory to the store, and may do so during the question to the store.
    if (isBuffered(job, key) || (await store.knows(job, key))) return { type: 'alreadySubmitted' };
    buffered = [...buffered, { id: job, key }];
    return { type: 'submitted' };
  }

  async function takeInAgain(job: string, of: string): Promise<QueueOutcome> {
    return isBuffered(job, job) ? { type: 'alreadySubmitted' } : store.resubmit(job, of);
  }

  async function writeDown(): Promise<QueueOutcome> {
    const written = buffered;
    await store.flush(written);
    failpoints.reach('flush.reply');
    buffered = buffered.slice(written.length);
    return { type: 'flushed', jobs: written.map(({ id }) => id) };
  }

  return {
    get buffered() {
      return buffered;
    },
    submit: (job, key) => (policies.durableIntake ? store.submit(job, key) : oneByOne(() => keepInMind(job, key))),
    resubmit: (job, of) => (policies.durableIntake ? store.resubmit(job, of) : oneByOne(() => takeInAgain(job, of))),
    async flush(fault) {
      if (buffered.length === 0) return { type: 'nothingToFlush' };
      if (fault === 'crashBefore') failpoints.arm('flush.before', () => new Crash());
      if (fault === 'replyLost') failpoints.arm('flush.reply', () => new ReplyLost());
      try {
        return await writeDown();
      } catch (error) {
        if (error instanceof Crash) buffered = [];
        throw error;
      } finally {
        failpoints.disarm();
      }
    },
  };
}
