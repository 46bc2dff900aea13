import type { SystemBug } from '../system-bug.ts';

const subject = 'queue';
const systems = ['sqlite'];
const intake = 'src/real/queue/intake.ts';

/** Bugs about the way of a job into the queue. */
export const intakeBugs: readonly SystemBug[] = [
  {
    name: 'a resubmission is allowed twice',
    subject,
    systems,
    kind: 'missing condition',
    breaks: 'a dead-lettered job runs twice after two operators have looked at it',
    needs: ['a dead-lettered job that was submitted again', 'a third id'],
    patch: {
      file: 'src/real/queue/sqlite/resubmit.ts',
      replaces: '\n      AND resubmitted_as IS NULL',
      by: '',
    },
  },
  {
    name: 'a job that is submitted again begins with an attempt behind it',
    subject,
    systems,
    kind: 'wrong default',
    breaks: 'a job that is submitted again has an attempt too few',
    patch: {
      file: 'src/real/queue/sqlite/resubmit.ts',
      replaces: "VALUES (:job, :job, 'queued', 0, 0, 0)",
      by: "VALUES (:job, :job, 'queued', 1, 0, 0)",
    },
  },
  {
    name: 'a key is known only where the id is known too',
    subject,
    systems,
    kind: 'missing condition',
    breaks: 'a retried submit under another id makes a second job',
    needs: ['a lost reply to a submit', 'a flush before the retry'],
    equivalence: 'with durableIntake on no intake asks the store for keys; it does with durableIntake off',
    patch: {
      file: 'src/real/queue/sqlite/knows.ts',
      replaces: "'OR submit_key = :key'",
      by: "'AND submit_key = :key'",
    },
  },
  {
    name: 'the unique index on keys covers the id as well',
    subject,
    systems,
    kind: 'wrong column',
    breaks: 'a retried submit under another id makes a second job',
    needs: ['a lost reply to a submit', 'a retry under another id'],
    patch: {
      file: 'src/real/queue/sqlite/schema.ts',
      replaces: 'one_job_per_key ON jobs (submit_key)',
      by: 'one_job_per_key ON jobs (submit_key, id)',
    },
  },
  {
    name: 'the intake forgets its buffer before the flush is durable',
    subject,
    systems,
    kind: 'early acknowledgement',
    breaks: 'accepted jobs are lost when the store refuses them',
    equivalence: 'with durableIntake on the buffer is empty; it is not with durableIntake off',
    patch: {
      file: intake,
      replaces: 'const written = buffered;\n',
      by: 'const written = buffered;\n    buffered = [];\n',
    },
  },
  {
    name: 'the buffer does not know keys',
    subject,
    systems,
    kind: 'wrong column',
    breaks: 'a retried submit under another id makes a second job',
    needs: ['a lost reply to a submit', 'a retry before the flush'],
    equivalence: 'with durableIntake on the buffer is empty; it is not with durableIntake off',
    patch: {
      file: intake,
      replaces: 'one.id === job || (policies.submitKey && one.key === key)',
      by: 'one.id === job || (policies.submitKey && one.key === job)',
    },
  },
  {
    name: 'a flush writes the first job of the buffer only',
    subject,
    systems,
    kind: 'half a batch',
    breaks: 'accepted jobs are lost',
    needs: ['two jobs in the buffer', 'a flush'],
    equivalence: 'with durableIntake on the buffer is empty; it is not with durableIntake off',
    patch: {
      file: 'src/real/queue/sqlite/flush.ts',
      replaces: 'of submissions) insertJob',
      by: 'of submissions.slice(0, 1)) insertJob',
    },
  },
  {
    name: 'the client forgets a request before its reply arrives',
    subject,
    systems,
    kind: 'early acknowledgement',
    breaks: 'a job whose submit was lost is never retried',
    patch: {
      file: 'src/real/queue/client.ts',
      replaces: "failpoints.reach('submit.reply');\n        unacknowledged = without(key);",
      by: "unacknowledged = without(key);\n        failpoints.reach('submit.reply');",
    },
  },
  {
    name: 'the list of jobs is sorted by id',
    subject,
    systems,
    kind: 'wrong order',
    breaks: 'an operator sees another order than that of the line',
    patch: {
      file: 'src/real/queue/sqlite/view.ts',
      replaces: 'resubmitted_as FROM jobs ORDER BY position',
      by: 'resubmitted_as FROM jobs ORDER BY id',
    },
  },
];
