import { describe, expect, test } from 'vitest';
import type { QueueCommand, QueueLimits, QueueOutcome, QueuePolicies } from '../../src/alphabets/queue.ts';
import { runToViolation } from '../../src/check/run.ts';
import { setUp } from '../../src/kernel/setup.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { createManualClock } from '../../src/real/clock.ts';
import { createFailpoints } from '../../src/real/failpoints.ts';
import type { Detection } from '../../src/real/queue/detection.ts';
import { leaseMs } from '../../src/real/queue/rules.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { queueWorldOf } from '../../src/subjects/queue/systems.ts';
import type { DatabaseKind } from './databases.ts';
import { databases } from './databases.ts';
import { plainLimits } from './worlds.ts';

const scope = { workers: 3, jobs: 3, faults: 1, attempts: 3, inFlight: 0, retries: 0 };

/** One rule of the queue, in the shortest run that shows it. */
interface RuleRun {
  readonly says: string;
  readonly without?: readonly (keyof QueuePolicies)[];
  readonly limits?: Partial<QueueLimits>;
  /** The commands, in words. */
  readonly run: string;
  /** The outcome of the last. */
  readonly ends: QueueOutcome;
}

const namedRuns: readonly RuleRun[] = [
  {
    says: 'a job is accepted once',
    run: 'submit j1, submit j1',
    ends: { type: 'alreadySubmitted' },
  },
  {
    says: 'the oldest free job goes out first',
    run: 'submit j1, submit j2, w1 lease',
    ends: { type: 'leased', job: 'j1', execution: 1, attempt: 1, token: 1 },
  },
  {
    says: 'a job with a live lease does not go out, whatever became of another job’s lease',
    run: 'submit j1, submit j2, w1 lease, tick 1, w2 lease, tick 29999, w3 lease, w1 crash, w1 restart, w1 lease',
    ends: { type: 'noWork' },
  },
  {
    says: 'a job whose lease has run out comes back, whatever became of another job’s lease',
    run: 'submit j1, submit j2, w1 lease, tick 1, w2 lease, tick 29999, w3 lease',
    ends: { type: 'leased', job: 'j1', execution: 3, attempt: 2, token: 2 },
  },
  {
    says: 'a committed job does not come back, and keeps no other job from going out',
    run: 'submit j1, submit j2, w1 lease, w1 commit, tick 30000, w2 lease',
    ends: { type: 'leased', job: 'j2', execution: 2, attempt: 1, token: 1 },
  },
  {
    says: 'a job that is done does not come back, even where nobody looks at commits',
    without: ['reconcile'],
    run: 'submit j1, w1 lease, w1 commit, w1 complete, w1 lease',
    ends: { type: 'noWork' },
  },
  {
    says: 'a job in its last attempt is left alone while its lease is live',
    run: 'submit j1, w1 lease, w1 fail, w1 lease, w1 fail, w1 lease, tick 29999, w2 lease',
    ends: { type: 'noWork' },
  },
  {
    says: 'a job whose last attempt ran out fails for good, and no other job loses its lease',
    run: 'submit j1, w1 lease, w1 fail, w1 lease, w1 fail, w1 lease, tick 1, submit j2, w2 lease, tick 29999, w3 lease',
    ends: { type: 'noWork' },
  },
  {
    says: 'a job that was committed in its last attempt does not fail',
    run: 'submit j1, w1 lease, w1 fail, w1 lease, w1 fail, w1 lease, w1 commit, tick 30000, w2 lease',
    ends: { type: 'noWork' },
  },
  {
    says: 'a job that has failed for good is not failed again',
    run: 'submit j1, w1 lease, w1 fail, w1 lease, w1 fail, w1 lease, w1 fail, w1 lease',
    ends: { type: 'noWork' },
  },
  {
    says: 'a worker extends its own lease alone',
    run: 'submit j1, submit j2, w1 lease, w2 lease, tick 1, w2 renew',
    ends: { type: 'renewed' },
  },
  {
    says: 'a lease is renewed up to its last millisecond',
    run: 'submit j1, w1 lease, tick 29999, w1 renew',
    ends: { type: 'renewed' },
  },
  {
    says: 'a lease that has run out is not renewed, though nobody else has the job',
    run: 'submit j1, w1 lease, tick 30000, w1 renew',
    ends: { type: 'leaseEnded' },
  },
  {
    says: 'without renewInTime a late renewal revives the lease',
    without: ['renewInTime'],
    run: 'submit j1, w1 lease, tick 30000, w1 renew, w2 lease',
    ends: { type: 'noWork' },
  },
  {
    says: 'a lease is not renewed under an older token',
    run: 'submit j1, w1 lease, tick 30000, w2 lease, w1 renew',
    ends: { type: 'stale', token: 2 },
  },
  {
    says: 'a lease is not renewed under a token that is current for another job',
    run: 'submit j1, submit j2, w1 lease, tick 30000, w2 lease, w3 lease, w1 renew',
    ends: { type: 'stale', token: 2 },
  },
  {
    says: 'a stale worker is told the token of its own job',
    run: 'submit j1, submit j2, w1 lease, w2 lease, tick 29999, w1 renew, tick 1, w3 lease, w2 renew',
    ends: { type: 'stale', token: 2 },
  },
  {
    says: 'an effect is not applied under an older token',
    without: ['commitBoundary'],
    run: 'submit j1, w1 lease, tick 30000, w2 lease, w1 applyEffect',
    ends: { type: 'stale', token: 2 },
  },
  {
    says: 'a commit under a token that is current for another job is refused',
    run: 'submit j1, submit j2, w1 lease, tick 30000, w2 lease, w3 lease, w1 commit',
    ends: { type: 'stale', token: 2 },
  },
  {
    says: 'whoever commits again after a lost reply learns that the commit was its own',
    run: 'submit j1, submit j2, w1 lease, w1 commit, w2 lease, w2 commit replyLost, w2 commit',
    ends: { type: 'alreadyCommitted', by: 2 },
  },
  {
    says: 'only whoever comes after another’s commit is a duplicate',
    run: 'submit j1, w1 lease, tick 30000, w2 lease, w2 commit, w1 commit',
    ends: { type: 'stale', token: 2 },
  },
  {
    says: 'the first to commit is no duplicate of whoever commits later, however often it commits',
    without: ['commitBoundary', 'fencing'],
    run: 'submit j1, w1 lease, w1 applyEffect, tick 30000, w2 lease, w2 applyEffect, w2 commit, w1 commit, w2 commit',
    ends: { type: 'committed' },
  },
  {
    says: 'a job is not completed on the strength of another job’s commit',
    run: 'submit j1, submit j2, w1 lease, w2 lease, w2 commit, w1 complete',
    ends: { type: 'notCommitted' },
  },
  {
    says: 'completing a job changes no other, nor its lease',
    run: 'submit j1, submit j2, w1 lease, w2 lease, w1 commit, w1 complete',
    ends: { type: 'completed' },
  },
  {
    says: 'a job is not completed under an older token',
    run: 'submit j1, w1 lease, tick 30000, w2 lease, w2 commit, w1 complete',
    ends: { type: 'stale', token: 2 },
  },
  {
    says: 'a job is not completed twice',
    run: 'submit j1, w1 lease, w1 commit, reconcile, w1 complete',
    ends: { type: 'notRunning', status: 'done' },
  },
  {
    says: 'giving a job back changes no other, nor its lease, whatever is committed there',
    run: 'submit j1, submit j2, w1 lease, w2 lease, w2 commit, w1 fail',
    ends: { type: 'released' },
  },
  {
    says: 'a job is not given back under an older token',
    run: 'submit j1, w1 lease, tick 30000, w2 lease, w1 fail',
    ends: { type: 'stale', token: 2 },
  },
  {
    says: 'failing a job for good changes no other, nor its lease',
    run: 'submit j1, w1 lease, w1 fail, w1 lease, w1 fail, w1 lease, submit j2, w2 lease, w1 fail',
    ends: { type: 'failedForGood' },
  },
  {
    says: 'whoever gives up on a committed job is told of the commit of that job',
    run: 'submit j1, submit j2, w1 lease, w2 lease, w1 commit, w2 commit, w2 fail',
    ends: { type: 'alreadyCommitted', by: 2 },
  },
  {
    says: 'whoever gives up on a job with several commits is told of the first to come, not of the first attempt',
    without: ['commitBoundary', 'fencing'],
    run: 'submit j1, w1 lease, w1 applyEffect, tick 30000, w2 lease, w2 applyEffect, w2 commit, w1 commit, w1 fail',
    ends: { type: 'alreadyCommitted', by: 2 },
  },
  {
    says: 'reconciling finishes what is committed in the order of submission, and leaves the rest and its lease alone',
    run: 'submit j1, submit j2, submit j3, w1 lease, w2 lease, w3 lease, w3 commit, w1 commit, reconcile',
    ends: { type: 'reconciled', jobs: ['j1', 'j3'] },
  },
  {
    says: 'what is done is not reconciled again',
    run: 'submit j1, w1 lease, w1 commit, w1 complete, reconcile',
    ends: { type: 'nothingToReconcile' },
  },
  {
    says: 'a job that was given back waits for its next attempt',
    limits: { retries: 1 },
    run: 'submit j1, w1 lease, w1 fail, tick 9999, w1 lease',
    ends: { type: 'noWork' },
  },
  {
    says: 'a job that was given back does not wait longer than it must',
    limits: { retries: 1 },
    run: 'submit j1, w1 lease, w1 fail, tick 10000, w1 lease',
    ends: { type: 'leased', job: 'j1', execution: 2, attempt: 2, token: 3 },
  },
  {
    says: 'a job whose renewed lease ran out waits from then on',
    limits: { retries: 1 },
    run: 'submit j1, w1 lease, tick 20000, w1 renew, tick 39999, w2 lease',
    ends: { type: 'noWork' },
  },
  {
    says: 'a job whose lease ran out does not wait longer than it must',
    limits: { retries: 1 },
    run: 'submit j1, w1 lease, tick 40000, w2 lease',
    ends: { type: 'leased', job: 'j1', execution: 2, attempt: 2, token: 2 },
  },
  {
    says: 'each wait is twice as long as the one before',
    limits: { retries: 5 },
    run: 'submit j1, w1 lease, w1 fail, tick 10000, w1 lease, w1 fail, tick 19999, w1 lease',
    ends: { type: 'noWork' },
  },
  {
    says: 'no wait is longer than the longest',
    limits: { retries: 9, attempts: 9 },
    run: 'submit j1, w1 lease, w1 fail, tick 10000, w1 lease, w1 fail, tick 20000, w1 lease, w1 fail, tick 40000, w1 lease, w1 fail, tick 60000, w1 lease',
    ends: { type: 'leased', job: 'j1', execution: 5, attempt: 5, token: 9 },
  },
  {
    says: 'retries of different jobs come out of one bucket',
    limits: { retries: 1 },
    run: 'submit j1, submit j2, w1 lease, w2 lease, w1 fail, w2 fail, tick 10000, w1 lease, tick 29999, w2 lease',
    ends: { type: 'noWork' },
  },
  {
    says: 'the bucket wins a retry back in time, and no more than it holds',
    limits: { retries: 2 },
    run: 'submit j1, submit j2, submit j3, w1 lease, w2 lease, w3 lease, w1 fail, w2 fail, w3 fail, tick 999999, w1 lease, w2 lease, w3 lease',
    ends: { type: 'noWork' },
  },
  {
    says: 'a first attempt costs no retry',
    limits: { retries: 1 },
    run: 'submit j1, w1 lease, w1 fail, tick 10000, w1 lease, submit j2, w2 lease',
    ends: { type: 'leased', job: 'j2', execution: 3, attempt: 1, token: 1 },
  },
  {
    says: 'no lease goes out above the cap on jobs in flight',
    limits: { inFlight: 1 },
    run: 'submit j1, submit j2, w1 lease, w2 lease',
    ends: { type: 'noWork' },
  },
  {
    says: 'a lease that has run out does not count against the cap',
    limits: { inFlight: 1 },
    run: 'submit j1, submit j2, w1 lease, tick 30000, w2 lease',
    ends: { type: 'leased', job: 'j1', execution: 2, attempt: 2, token: 2 },
  },
  {
    says: 'a job counts once against the cap, however many live leases it has',
    without: ['fencing'],
    limits: { inFlight: 2 },
    run: 'submit j1, w1 lease, tick 30000, w2 lease, w1 fail, w1 lease, submit j2, w3 lease',
    ends: { type: 'leased', job: 'j2', execution: 4, attempt: 1, token: 1 },
  },
  {
    says: 'where nobody keeps a budget, retries come at once',
    without: ['retryBudget'],
    limits: { retries: 1, inFlight: 1 },
    run: 'submit j1, submit j2, w1 lease, w2 lease, w1 fail, w1 lease, w1 fail, w1 lease, w1 fail, w1 lease',
    ends: { type: 'leased', job: 'j1', execution: 5, attempt: 4, token: 7 },
  },
  {
    says: 'a lease lasts as long by the store’s clock, whatever that of the worker says',
    run: 'submit j1, w1 lease clockBehind, tick 29999, w2 lease, w1 renew clockAhead, tick 29999, w2 lease',
    ends: { type: 'noWork' },
  },
  {
    says: 'a live lease has not run out because a worker’s clock is ahead',
    run: 'submit j1, w1 lease, w2 lease clockAhead',
    ends: { type: 'noWork' },
  },
  {
    says: 'a lease that has run out is not renewed because its worker’s clock is behind',
    run: 'submit j1, w1 lease, tick 30000, w1 renew clockBehind',
    ends: { type: 'leaseEnded' },
  },
  {
    says: 'where the store goes by the clock of whoever asks, one that is ahead takes a live lease away',
    without: ['storeClock'],
    run: 'submit j1, w1 lease, w2 lease clockAhead',
    ends: { type: 'leased', job: 'j1', execution: 2, attempt: 2, token: 2 },
  },
  {
    says: 'where the store goes by the clock of whoever asks, one that is behind renews what has run out, for no time',
    without: ['storeClock'],
    run: 'submit j1, w1 lease, tick 30000, w1 renew clockBehind',
    ends: { type: 'renewed' },
  },
  {
    says: 'what has failed for good is dead-lettered, and submitted again as a job of its own with all its attempts',
    limits: { attempts: 1 },
    run: 'submit j1, w1 lease, w1 fail, resubmit j1 as j2, w1 lease',
    ends: { type: 'leased', job: 'j2', execution: 2, attempt: 1, token: 1 },
  },
  {
    says: 'what killed its last worker is put aside, too',
    limits: { attempts: 1 },
    run: 'submit j1, w1 lease, w1 crash, tick 30000, w2 lease, resubmit j1 as j2',
    ends: { type: 'resubmitted' },
  },
  {
    says: 'what was put aside is submitted again once',
    limits: { attempts: 1 },
    run: 'submit j1, w1 lease, w1 fail, resubmit j1 as j2, resubmit j1 as j3',
    ends: { type: 'notDeadLettered' },
  },
  {
    says: 'what was put aside is not submitted again under the id of another job',
    limits: { attempts: 1 },
    run: 'submit j1, submit j2, w1 lease, w1 fail, resubmit j1 as j2, resubmit j1 as j3',
    ends: { type: 'resubmitted' },
  },
  {
    says: 'what was only given back is not put aside',
    run: 'submit j1, w1 lease, w1 fail, resubmit j1 as j2',
    ends: { type: 'notDeadLettered' },
  },
  {
    says: 'a job that failed for good and was done after all cannot be submitted again',
    without: ['fencing', 'reconcile'],
    limits: { attempts: 1 },
    run: 'submit j1, w1 lease, w1 fail replyLost, w1 commit, w1 complete, resubmit j1 as j2',
    ends: { type: 'notDeadLettered' },
  },
  {
    says: 'where nothing is put aside, a job that was given up for good cannot be submitted again',
    without: ['deadLetter'],
    limits: { attempts: 1 },
    run: 'submit j1, w1 lease, w1 fail, resubmit j1 as j2',
    ends: { type: 'notDeadLettered' },
  },
  {
    says: 'where nothing is put aside, a job that killed its last worker is nobody’s for ever',
    without: ['deadLetter'],
    limits: { attempts: 1 },
    run: 'submit j1, w1 lease, w1 crash, tick 30000, w2 lease, resubmit j1 as j2',
    ends: { type: 'notDeadLettered' },
  },
  {
    says: 'what a client had no answer about is known by its key when it asks again',
    run: 'submit j1 replyLost, submit j2 for j1',
    ends: { type: 'alreadySubmitted' },
  },
  {
    says: 'what never arrived is taken in when the client asks again, and is known by the key of the first time',
    run: 'submit j2 for j1, submit j1',
    ends: { type: 'alreadySubmitted' },
  },
  {
    says: 'a client whose second reply is lost as well asks a third time',
    run: 'submit j1 replyLost, submit j2 for j1 replyLost, submit j3 for j1',
    ends: { type: 'alreadySubmitted' },
  },
  {
    says: 'where there are no keys, what a client asks for again is another job',
    without: ['submitKey'],
    run: 'submit j1 replyLost, submit j2 for j1',
    ends: { type: 'submitted' },
  },
  {
    says: 'what is accepted lies in the store, and nothing is left to be written down',
    run: 'submit j1, flush',
    ends: { type: 'nothingToFlush' },
  },
  {
    says: 'what is accepted is there when the intake dies',
    run: 'submit j1, flush crashBefore, w1 lease',
    ends: { type: 'leased', job: 'j1', execution: 1, attempt: 1, token: 1 },
  },
  {
    says: 'what the intake has in its memory alone does not go out',
    without: ['durableIntake'],
    run: 'submit j1, w1 lease',
    ends: { type: 'noWork' },
  },
  {
    says: 'what the intake has in its memory is written down all at once',
    without: ['durableIntake'],
    run: 'submit j2, submit j1, flush',
    ends: { type: 'flushed', jobs: ['j2', 'j1'] },
  },
  {
    says: 'what is written down keeps the order in which it was submitted',
    without: ['durableIntake'],
    run: 'submit j3, submit j2, submit j1, flush, w1 lease, w2 lease',
    ends: { type: 'leased', job: 'j2', execution: 2, attempt: 1, token: 1 },
  },
  {
    says: 'what is written down is not written down again',
    without: ['durableIntake'],
    run: 'submit j1, flush, flush',
    ends: { type: 'nothingToFlush' },
  },
  {
    says: 'an intake that dies before it has written anything down has forgotten all of it',
    without: ['durableIntake'],
    run: 'submit j1, submit j2, flush crashBefore, submit j1, flush',
    ends: { type: 'flushed', jobs: ['j1'] },
  },
  {
    says: 'an intake that does not hear that it has written something down writes it down again, and it is there once',
    without: ['durableIntake'],
    run: 'submit j1, flush replyLost, w1 lease, submit j2, flush, w2 lease, w3 lease',
    ends: { type: 'noWork' },
  },
  {
    says: 'an intake accepts a job once while it has it in its memory',
    without: ['durableIntake'],
    run: 'submit j1, submit j1',
    ends: { type: 'alreadySubmitted' },
  },
  {
    says: 'an intake accepts a job once that is written down',
    without: ['durableIntake'],
    run: 'submit j1, flush, submit j1',
    ends: { type: 'alreadySubmitted' },
  },
  {
    says: 'what a client asks for again is known by its key while the intake has it in its memory',
    without: ['durableIntake'],
    run: 'submit j1 replyLost, submit j2 for j1',
    ends: { type: 'alreadySubmitted' },
  },
  {
    says: 'what a client asks for again is known by its key once it is written down',
    without: ['durableIntake'],
    run: 'submit j1 replyLost, flush, submit j2 for j1',
    ends: { type: 'alreadySubmitted' },
  },
  {
    says: 'what a client had no answer about and the intake has forgotten is accepted when it asks again',
    without: ['durableIntake'],
    run: 'submit j1 replyLost, flush crashBefore, submit j2 for j1',
    ends: { type: 'submitted' },
  },
  {
    says: 'where there are no keys, an intake takes what is asked for again for another job, too',
    without: ['durableIntake', 'submitKey'],
    run: 'submit j1 replyLost, submit j2 for j1, flush, submit j3 for j1, flush',
    ends: { type: 'flushed', jobs: ['j3'] },
  },
  {
    says: 'where there are no keys, an intake accepts an id once while it has it in its memory',
    without: ['durableIntake', 'submitKey'],
    run: 'submit j1, submit j1',
    ends: { type: 'alreadySubmitted' },
  },
  {
    says: 'where there are no keys, an intake accepts an id once that is written down',
    without: ['durableIntake', 'submitKey'],
    run: 'submit j1, flush, submit j1',
    ends: { type: 'alreadySubmitted' },
  },
  {
    says: 'what was put aside is not submitted again under an id that the intake has accepted',
    without: ['durableIntake'],
    limits: { attempts: 1 },
    run: 'submit j1, flush, w1 lease, w1 fail, submit j2, resubmit j1 as j2',
    ends: { type: 'alreadySubmitted' },
  },
  {
    says: 'what was put aside is not submitted again under a key that the intake has accepted',
    without: ['durableIntake'],
    limits: { attempts: 1 },
    run: 'submit j1, flush, w1 lease, w1 fail, submit j3 for j2, resubmit j1 as j2, resubmit j1 as j4',
    ends: { type: 'resubmitted' },
  },
];

describe.each(databases)('on $name', ({ name: system, open }) => {
  test.each(namedRuns.map((rule) => [rule.says, rule] as const))(
    '%s',
    async (_says, { without = [], limits = {}, run, ends }) => {
      const policies = policiesWithout(without);
      const { model, open: openSystem } = setUp(queue, { system, policies, scope: { ...scope, ...limits } });
      // The two sides are held to the same; what the policies that are off let happen is told elsewhere.
      const pair = { open: openSystem, model: { ...model, invariants: [], settled: [] } };
      const outcomes: QueueOutcome[] = [];
      expect(
        await runToViolation(pair, commandsOf(run), { observe: ({ outcome }) => outcomes.push(outcome) }),
      ).toBeNull();
      expect(outcomes.at(-1)).toEqual(ends);
    },
  );

  test('a lease that expires between two steps of another lease adds no extra attempt', async () => {
    const policies = policiesWithout([]);
    const database = await open(policies);
    const clock = createManualClock();
    const reach = (name: string): void => {
      if (name === 'lease.grant.before') clock.advance(leaseMs);
    };
    const failpoints = createFailpoints();
    const store = await database.openStore({ policies, limits: plainLimits, clock, failpoints });
    const worker = await store.connect('w1', clock);
    await store.submit('j1', 'j1');
    for (let attempt = 1; attempt <= plainLimits.attempts; attempt += 1) {
      clock.advance(leaseMs);
      await worker.lease('w1');
    }
    const between = await database.openStore({
      policies,
      limits: plainLimits,
      clock,
      failpoints: { ...failpoints, for: () => ({ ...failpoints.for('w2'), reach }) },
    });
    expect(await (await between.connect('w2', clock)).lease('w2')).toEqual({ type: 'noWork' });
    await database.close();
  });
});

describe.each(databases)('what an operator sees on $name', ({ open }) => {
  test('duplicate attempts are listed in the order of their starts, not of their commits', async () => {
    const run = 'submit j1, w1 lease, tick 30000, w2 lease, tick 30000, w3 lease, w3 commit, w2 commit, w1 commit';
    const { duplicateAttempts } = await detectionAfter(open, run, []);
    expect(duplicateAttempts.map(({ execution }) => execution)).toEqual([1, 2]);
  });

  test('each job with an unrecorded or second effect has an alarm, in submission order', async () => {
    const run = [
      'submit j1, submit j2, submit j3, w1 lease, w1 applyEffect, w2 lease, w2 applyEffect, tick 29999, w1 renew, tick 1',
      'w3 lease, w3 applyEffect, w3 commit, w2 commit, w2 crash, w2 restart, w2 lease, w2 applyEffect, w2 commit',
    ].join(', ');
    const { alarms } = await detectionAfter(open, run, ['commitBoundary', 'fencing']);
    expect(alarms).toEqual([
      { job: 'j1', commits: 0, effects: 1 },
      { job: 'j2', commits: 2, effects: 2 },
    ]);
  });
});

async function detectionAfter(
  open: DatabaseKind['open'],
  run: string,
  without: RuleRun['without'],
): Promise<Detection> {
  const database = await open(policiesWithout(without));
  const system = await database.startQueue(queueWorldOf(scope));
  for (const command of commandsOf(run)) await system.perform(command);
  const detection = await system.detect();
  await system.close();
  return detection;
}

function policiesWithout(without: RuleRun['without'] = []): QueuePolicies {
  const off = Object.fromEntries(without.map((name) => [name, false]));
  return { ...allPolicies(queue), ...off } as QueuePolicies;
}

function commandsOf(run: string): QueueCommand[] {
  return run.split(', ').map(commandOf);
}

/** `submit j2 for j1 replyLost`, where what comes after the job may be missing. */
function submitOf(words: string): QueueCommand {
  const [, job = '', retryOf, lost] = /^submit (\w+)(?: for (\w+))?( replyLost)?$/.exec(words) ?? [];
  return {
    type: 'submit',
    job,
    ...(retryOf !== undefined && { retryOf }),
    ...(lost !== undefined && { fault: 'replyLost' }),
  };
}

function commandOf(words: string): QueueCommand {
  const [first = '', second = '', fault] = words.split(' ');
  if (first === 'submit') return submitOf(words);
  if (first === 'resubmit') return { type: 'resubmit', of: second, job: words.split(' ')[3] ?? '' };
  if (first === 'tick') return { type: 'tick', byMs: Number(second) };
  if (first === 'reconcile') return { type: 'reconcile' };
  if (first === 'flush') return { type: 'flush', ...(second !== '' && { fault: second }) } as QueueCommand;
  return { type: second, worker: first, ...(fault !== undefined && { fault }) } as QueueCommand;
}
