import type { QueuePolicies } from '../../../alphabets/queue.ts';

/** The tables. The database enforces every rule that a constraint can express. */
export function queueSchemaOf(policies: QueuePolicies): string {
  return [
    tablesOf(policies),
    policies.commitBoundary ? oneCommitPerJob : '',
    policies.submitKey ? oneJobPerKey : '',
  ].join('');
}

const keptWithReason = `,
    CHECK (status <> 'failed' OR dead_reason IS NOT NULL)`;

const tablesOf = ({ deadLetter }: QueuePolicies): string => `
  CREATE TABLE jobs (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    submit_key TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'done', 'failed')),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    token INTEGER NOT NULL,
    retry_at_ms INTEGER NOT NULL,
    dead_reason TEXT CHECK (dead_reason IN ('gaveUp', 'leaseRanOut')),
    resubmitted_as TEXT UNIQUE REFERENCES jobs (id)${deadLetter ? keptWithReason : ''}
  ) STRICT;

  CREATE TABLE executions (
    id INTEGER PRIMARY KEY,
    job TEXT NOT NULL REFERENCES jobs (id),
    attempt INTEGER NOT NULL,
    worker TEXT NOT NULL,
    is_duplicate INTEGER NOT NULL DEFAULT 0 CHECK (is_duplicate IN (0, 1)),
    UNIQUE (job, attempt)
  ) STRICT;

  CREATE TABLE leases (
    execution INTEGER PRIMARY KEY REFERENCES executions (id),
    job TEXT NOT NULL REFERENCES jobs (id),
    token INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL,
    UNIQUE (job, token)
  ) STRICT;

  CREATE TABLE commits (
    sequence INTEGER PRIMARY KEY,
    job TEXT NOT NULL REFERENCES jobs (id),
    execution INTEGER NOT NULL REFERENCES executions (id),
    attempt INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE effects (
    sequence INTEGER PRIMARY KEY,
    job TEXT NOT NULL REFERENCES jobs (id),
    execution INTEGER NOT NULL REFERENCES executions (id)
  ) STRICT;

  CREATE TABLE credits (
    sequence INTEGER PRIMARY KEY,
    job TEXT NOT NULL REFERENCES jobs (id),
    execution INTEGER NOT NULL REFERENCES executions (id)
  ) STRICT;

  CREATE TABLE retries (
    execution INTEGER PRIMARY KEY REFERENCES executions (id),
    full_at_ms INTEGER NOT NULL
  ) STRICT;
`;

const oneCommitPerJob = `
  CREATE UNIQUE INDEX one_commit_per_job ON commits (job);
`;

const oneJobPerKey = `
  CREATE UNIQUE INDEX one_job_per_key ON jobs (submit_key);
`;
