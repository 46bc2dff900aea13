/** A job queue as somebody might have it: in memory, with leases, fencing tokens, and one commit per job. */

type Status = 'queued' | 'running' | 'done' | 'failed';

/** What a worker is given with a job, and shows whenever it asks for something. */
export interface Grant {
  readonly job: string;
  readonly execution: number;
  readonly token: number;
}

export interface Tables {
  jobs: {
    id: string;
    key: string;
    status: Status;
    attempts: number;
    token: number;
    retryAtMs: number;
    deadReason: 'gaveUp' | 'leaseRanOut' | null;
    resubmittedAs: string | null;
  }[];
  executions: { id: number; job: string; attempt: number; worker: string; isDuplicate: boolean }[];
  leases: { execution: number; job: string; token: number; expiresAtMs: number }[];
  commits: { job: string; execution: number; attempt: number }[];
  effects: { job: string; execution: number }[];
  credits: { job: string; execution: number }[];
  retries: { execution: number; fullAtMs: number }[];
}

export type Reply =
  | {
      readonly type: 'leased';
      readonly job: string;
      readonly execution: number;
      readonly attempt: number;
      readonly token: number;
    }
  | { readonly type: 'noWork' | 'renewed' | 'leaseEnded' | 'committed' | 'completed' | 'notCommitted' }
  | { readonly type: 'released' | 'failedForGood' }
  | { readonly type: 'stale'; readonly token: number }
  | { readonly type: 'notRunning'; readonly status: Status }
  | { readonly type: 'alreadyCommitted'; readonly by: number };

const leaseMs = 30_000;
const maxAttempts = 3;

/** Not one of these functions is asynchronous: each is one durable step. */
export class MemoryQueue {
  readonly tables: Tables = {
    jobs: [],
    executions: [],
    leases: [],
    commits: [],
    effects: [],
    credits: [],
    retries: [],
  };
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** The key says what was asked for, whatever the id. */
  submit(id: string, key: string): boolean {
    if (this.tables.jobs.some((job) => job.id === id || job.key === key)) return false;
    this.tables.jobs.push({
      id,
      key,
      status: 'queued',
      attempts: 0,
      token: 0,
      retryAtMs: 0,
      deadReason: null,
      resubmittedAs: null,
    });
    return true;
  }

  /** Submits again what has failed for good, as another job. */
  resubmit(id: string, of: string): 'resubmitted' | 'notDeadLettered' | 'alreadySubmitted' {
    const dead = this.tables.jobs.find((job) => job.id === of);
    if (dead?.status !== 'failed' || dead.resubmittedAs !== null) return 'notDeadLettered';
    if (!this.submit(id, id)) return 'alreadySubmitted';
    dead.resubmittedAs = id;
    return 'resubmitted';
  }

  /** Gives up on jobs that have had all their attempts. */
  sweep(): void {
    for (const job of this.tables.jobs) {
      if (job.attempts < maxAttempts || !this.#isAbandoned(job)) continue;
      Object.assign(job, { token: job.token + 1, deadReason: 'leaseRanOut' });
      this.#end(job, 'failed');
    }
  }

  lease(worker: string): Reply {
    const job = this.tables.jobs.find(
      (one) => one.status === 'queued' || (one.attempts < maxAttempts && this.#isAbandoned(one)),
    );
    if (job === undefined) return { type: 'noWork' };
    Object.assign(job, { status: 'running', attempts: job.attempts + 1, token: job.token + 1 });
    const execution = this.tables.executions.length + 1;
    const { id, attempts: attempt, token } = job;
    this.tables.executions.push({ id: execution, job: id, attempt, worker, isDuplicate: false });
    this.tables.leases.push({ execution, job: id, token, expiresAtMs: this.#nowMs() + leaseMs });
    return { type: 'leased', job: id, execution, attempt, token };
  }

  renew(grant: Grant): Reply {
    const job = this.#jobOf(grant);
    if (grant.token < job.token) return { type: 'stale', token: job.token };
    const lease = this.tables.leases.find(({ execution }) => execution === grant.execution);
    if (lease === undefined || lease.expiresAtMs <= this.#nowMs()) return { type: 'leaseEnded' };
    lease.expiresAtMs = this.#nowMs() + leaseMs;
    return { type: 'renewed' };
  }

  commit(grant: Grant): Reply {
    const { job: id, execution } = grant;
    const first = this.tables.commits.find(({ job }) => job === id);
    const own = this.tables.executions.find((one) => one.id === execution);
    if (own !== undefined && first !== undefined && first.execution !== execution) own.isDuplicate = true;
    const refusal = this.#refusal(grant);
    if (refusal !== null) return refusal;
    if (first !== undefined) return { type: 'alreadyCommitted', by: first.execution };
    this.tables.commits.push({ job: id, execution, attempt: own?.attempt ?? 0 });
    this.tables.effects.push({ job: id, execution });
    this.tables.credits.push({ job: id, execution });
    return { type: 'committed' };
  }

  complete(grant: Grant): Reply {
    const refusal = this.#refusal(grant);
    if (refusal !== null) return refusal;
    if (!this.tables.commits.some(({ job }) => job === grant.job)) return { type: 'notCommitted' };
    this.#end(this.#jobOf(grant), 'done');
    return { type: 'completed' };
  }

  fail(grant: Grant): Reply {
    const refusal = this.#refusal(grant);
    if (refusal !== null) return refusal;
    const first = this.tables.commits.find(({ job }) => job === grant.job);
    if (first !== undefined) return { type: 'alreadyCommitted', by: first.execution };
    const job = this.#jobOf(grant);
    job.token += 1;
    if (job.attempts >= maxAttempts) {
      job.deadReason = 'gaveUp';
      this.#end(job, 'failed');
      return { type: 'failedForGood' };
    }
    job.status = 'queued';
    this.tables.leases = this.tables.leases.filter(({ execution }) => execution !== grant.execution);
    return { type: 'released' };
  }

  /** Finishes what is committed and not done. */
  reconcile(): string[] {
    const unfinished = this.tables.jobs.filter(
      (job) =>
        job.status !== 'done' && job.status !== 'failed' && this.tables.commits.some((one) => one.job === job.id),
    );
    for (const job of unfinished) this.#end(job, 'done');
    return unfinished.map(({ id }) => id);
  }

  #jobOf({ job: id }: Grant): Tables['jobs'][number] {
    const job = this.tables.jobs.find((one) => one.id === id);
    if (job === undefined) throw new Error(`there is no job ${id}`);
    return job;
  }

  #refusal(grant: Grant): Reply | null {
    const { token, status } = this.#jobOf(grant);
    if (grant.token < token) return { type: 'stale', token };
    return status === 'running' ? null : { type: 'notRunning', status };
  }

  #isAbandoned({ id, status }: Tables['jobs'][number]): boolean {
    const { leases, commits } = this.tables;
    const isLeased = leases.some((lease) => lease.job === id && lease.expiresAtMs > this.#nowMs());
    return status === 'running' && !isLeased && !commits.some((commit) => commit.job === id);
  }

  #end(job: Tables['jobs'][number], status: 'done' | 'failed'): void {
    job.status = status;
    this.tables.leases = this.tables.leases.filter((lease) => lease.job !== job.id);
  }
}
