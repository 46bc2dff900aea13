import type { PgBoss } from 'pg-boss';

/** The queue of the mails that go out. */
export const mailQueue = { expireInSeconds: 60, retryLimit: 4 } as const;

/** The mail of this job has gone out. */
export const markSent = (boss: PgBoss, queue: string, job: { id: string }): ReturnType<PgBoss['complete']> =>
  boss.complete(queue, job.id);
