import { Crash, ReplyLost } from '../failpoints.ts';
import type { Flush, Outcome, Submission } from './commands.ts';
import type { QueueStore, Surroundings } from './store.ts';

/** Where jobs are handed in: a process with a memory, which goes when it crashes. */
export interface Intake {
  /** What it has accepted and not yet written down, in the order in which it came. */
  readonly buffered: readonly Submission[];
  submit(job: string, key: string): Promise<Outcome>;
  resubmit(job: string, of: string): Promise<Outcome>;
  /** Throws `Crash`; another intake takes its place, and knows of nothing. */
  flush(fault: Flush['fault']): Promise<Outcome>;
}

export function startIntake(
  { policies, failpoints }: Surroundings,
  store: Pick<QueueStore, 'submit' | 'resubmit' | 'knows' | 'flush'>,
): Intake {
  let buffered: readonly Submission[] = [];

  function isBuffered(job: string, key: string): boolean {
    return buffered.some((one) => one.id === job || (policies.submitKey && one.key === key));
  }

  /** Says that a job is accepted when nobody but itself has it. */
  async function keepInMind(job: string, key: string): Promise<Outcome> {
    if ((await store.knows(job, key)) || isBuffered(job, key)) return { type: 'alreadySubmitted' };
    buffered = [...buffered, { id: job, key }];
    return { type: 'submitted' };
  }

  async function writeDown(): Promise<Outcome> {
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
    submit: (job, key) => (policies.durableIntake ? store.submit(job, key) : keepInMind(job, key)),
    resubmit: async (job, of) => (isBuffered(job, job) ? { type: 'alreadySubmitted' } : store.resubmit(job, of)),
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
