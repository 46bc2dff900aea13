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
    position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    submit_key TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'done', 'failed')),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    token INTEGER NOT NULL,
    retry_at_ms BIGINT NOT NULL,
    dead_reason TEXT CHECK (dead_reason IN ('gaveUp', 'leaseRanOut')),
    resubmitted_as TEXT UNIQUE REFERENCES jobs (id)${deadLetter ? keptWithReason : ''}
  );

  CREATE TABLE executions (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job TEXT NOT NULL REFERENCES jobs (id),
    attempt INTEGER NOT NULL,
    worker TEXT NOT NULL,
    is_duplicate BOOLEAN NOT NULL DEFAULT FALSE,
    UNIQUE (job, attempt)
  );

  CREATE TABLE leases (
    execution BIGINT PRIMARY KEY REFERENCES executions (id),
    job TEXT NOT NULL REFERENCES jobs (id),
    token INTEGER NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    UNIQUE (job, token)
  );

  CREATE TABLE commits (
    sequence BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job TEXT NOT NULL REFERENCES jobs (id),
    execution BIGINT NOT NULL REFERENCES executions (id),
    attempt INTEGER NOT NULL
  );

  CREATE TABLE effects (
    sequence BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job TEXT NOT NULL REFERENCES jobs (id),
    execution BIGINT NOT NULL REFERENCES executions (id)
  );

  CREATE TABLE credits (
    sequence BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job TEXT NOT NULL REFERENCES jobs (id),
    execution BIGINT NOT NULL REFERENCES executions (id)
  );

  CREATE TABLE retries (
    execution BIGINT PRIMARY KEY REFERENCES executions (id),
    full_at_ms BIGINT NOT NULL
  );
`;

const oneCommitPerJob = `
  CREATE UNIQUE INDEX one_commit_per_job ON commits (job);
`;

const oneJobPerKey = `
  CREATE UNIQUE INDEX one_job_per_key ON jobs (submit_key);
`;
