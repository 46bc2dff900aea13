import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { QueueCommand, QueueOutcome, QueuePolicies, QueueTerms, QueueView } from '../../src/alphabets/queue.ts';
import { auditedEndings } from '../../src/check/audit.ts';
import { interleavings } from '../../src/check/interleavings.ts';
import { explore } from '../../src/explore/explore.ts';
import { askSyncSystem } from '../../src/kernel/ask-system.ts';
import type { SyncSystem } from '../../src/kernel/ask-system.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import type { Asking } from '../../src/kernel/lockstep.ts';
import { createLockstep } from '../../src/kernel/lockstep.ts';
import { onRealClock } from '../../src/kernel/open-deadlines.ts';
import { ViolationFound } from '../../src/kernel/run.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import type { QueueModel } from '../../src/model/queue/model.ts';
import { queueModel } from '../../src/model/queue/model.ts';
import type { QueueScope, QueueState } from '../../src/model/queue/state.ts';
import { queueStep } from '../../src/model/queue/step.ts';
import { queue } from '../../src/subjects/queue/subject.ts';

const policies = allPolicies(queue) as QueuePolicies;
const scope: QueueScope = { workers: 2, jobs: 2, faults: 1, attempts: 3, inFlight: 0, retries: 2 };
const toleranceMs = 10;
/** Each deadline may have others near it. */
const terms: QueueTerms = {
  leaseMs: 60,
  firstBackoffMs: 5,
  longestBackoffMs: 12,
  refillMs: 54,
  order: 'submission',
  cuts: false,
  toleranceMs,
};
const real = { name: 'table', clock: 'real' };

const begun: readonly QueueCommand[] = [
  { type: 'submit', job: 'j1' },
  { type: 'lease', worker: 'w1' },
];

function after(model: QueueModel, commands: readonly QueueCommand[]): QueueState {
  let { initial: state } = model;
  for (const command of commands) ({ state } = stepOnCopy(model, state, command));
  return state;
}

describe('where the clock of a queue cannot be moved', () => {
  const model = onRealClock(queueModel(policies, { ...scope, retries: 0 }, terms), real);

  test.each([
    { byMs: 50, leftMs: [60] },
    { byMs: 51, leftMs: [60, 51] },
    { byMs: 59, leftMs: [60, 59] },
    { byMs: 60, leftMs: [60] },
  ])('a lease of 60 ms ends at one of $leftMs, seen after $byMs ms', ({ byMs, leftMs }) => {
    const endings = auditedEndings(model, after(model, begun), { type: 'tick', byMs });
    expect(endings.map(({ state }) => state.leases[0]?.expiresAtMs)).toEqual(leftMs);
  });

  test('ticks go to a deadline, and to the last instant before it may have passed', () => {
    const ticksOf = (of: QueueModel): unknown =>
      of.commands(after(model, begun)).flatMap((command) => (command.type === 'tick' ? command.byMs : []));
    expect(ticksOf(model)).toEqual([50, 60]);
    expect(ticksOf(queueModel(policies, scope, { ...terms, toleranceMs: 0 }))).toEqual([59, 60]);
  });

  test('no invariant is violated where deadlines pass early', async () => {
    const small = { workers: 1, jobs: 1, faults: 0, attempts: 2, inFlight: 0, retries: 1 };
    const ofTicks = await explore(queueModel(policies, small, terms));
    const { violations, isComplete, generatedStates } = await explore(
      onRealClock(queueModel(policies, small, terms), real),
    );
    expect({ violations, isComplete }).toEqual({ violations: [], isComplete: true });
    expect(generatedStates).toBeGreaterThan(ofTicks.generatedStates);
  });
});

/** A queue whose clock is ahead of the model's, by more with each command. */
class QueueAhead implements SyncSystem<QueueCommand, QueueOutcome, never> {
  nowMs = 0;
  readonly #leads: readonly number[];
  #taken = 0;
  readonly #state = structuredClone(queueModel(policies, scope).initial);
  readonly #step;

  constructor(leads: readonly number[], ownTerms: QueueTerms) {
    this.#leads = leads;
    this.#step = queueStep({ ...ownTerms, ...policies, ...scope });
  }

  perform(command: QueueCommand): QueueOutcome {
    this.nowMs += this.#leads[this.#taken % this.#leads.length] ?? 0;
    this.#taken += 1;
    this.#state.nowMs = this.nowMs;
    return this.#step(this.#state, command);
  }

  view(): never {
    return shownOf(this.#state) as never;
  }
}

/** What does not depend on instants. */
function shownOf({ jobs, executions, workers }: QueueView): unknown {
  return structuredClone([
    jobs.map(({ id, status, attempts, token }) => [id, status, attempts, token]),
    executions,
    workers,
  ]);
}

describe('a queue whose clock is ahead of the model by less than the tolerance', () => {
  /** Takes a run; the clock of the queue goes on with each command, and not otherwise. */
  function violationOf(
    commands: readonly QueueCommand[],
    leads: readonly number[],
    own = terms,
  ): ViolationFound | null {
    const model = onRealClock(queueModel(policies, scope, terms), real);
    const system = new QueueAhead(leads, own);
    const lockstep = createLockstep(model, {
      observation: { observe: shownOf },
      realClock: { toleranceMs, read: () => [system.nowMs] },
    });
    const answer = (asking: Asking<QueueCommand>): void => askWaiting(asking, system);
    try {
      answer(lockstep.begin());
      for (const command of commands) answer(lockstep.perform(command));
      return null;
    } catch (error) {
      if (error instanceof ViolationFound) return error;
      throw error;
    }
  }

  /** A wait of the model moves the clock of the queue. */
  function askWaiting(asking: Asking<QueueCommand>, system: QueueAhead): void {
    askSyncSystem(
      (function* () {
        for (let next = asking.next(); next.done !== true;) {
          if (next.value.type === 'wait') {
            system.nowMs += next.value.ms;
            next = asking.next();
          } else next = asking.next(yield next.value);
        }
      })(),
      system,
    );
  }

  const generation = { ...queue.generation, swarmRate: 0, shortRate: 0 };
  const runs = interleavings(queueModel(policies, scope, terms), generation, 25);

  /** Ticks that end shortly before a deadline, or long before it. */
  function sooner(command: QueueCommand, byMs: number): QueueCommand {
    return command.type === 'tick' ? { ...command, byMs: Math.max(1, command.byMs - byMs) } : command;
  }

  test('never diverges', () => {
    const leads = fc.array(fc.constantFrom<number>(0, 0, 0, 1, 3), { minLength: 1, maxLength: 25 });
    const shorter = fc.array(fc.nat(9), { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(runs, leads, shorter, (drawn, ahead, byMs) => {
        const commands = drawn.map((command, at) => sooner(command, byMs[at % byMs.length] ?? 0));
        const waits = commands.filter(({ type }) => type === 'tick').length;
        const sum = commands.reduce((all, _, at) => all + (ahead[at % ahead.length] ?? 0), 0);
        // Each wait adds a millisecond, too.
        fc.pre(waits + sum < toleranceMs - 2);
        expect(violationOf(commands, ahead)?.violation ?? null).toBeNull();
      }),
      { numRuns: 60 },
    );
  });

  test('may lease a job nearly as much earlier as the tolerance is', () => {
    const early: readonly QueueCommand[] = [...begun, { type: 'tick', byMs: 57 }, { type: 'lease', worker: 'w2' }];
    expect(violationOf(early, [0, 0, 7])).toBeNull();
    const tooEarly: readonly QueueCommand[] = [...begun, { type: 'tick', byMs: 50 }, { type: 'lease', worker: 'w2' }];
    expect(violationOf(tooEarly, [0], { ...terms, leaseMs: 45 })?.violation.name).toBe('outcome of lease');
  });

  test('may have a retry to give before the bucket is full by the clock of the model', () => {
    const attempt: readonly QueueCommand[] = [
      { type: 'lease', worker: 'w1' },
      { type: 'fail', worker: 'w1' },
    ];
    const commands: readonly QueueCommand[] = [
      { type: 'submit', job: 'j1' },
      { type: 'submit', job: 'j2' },
      ...attempt,
      { type: 'tick', byMs: 5 },
      ...attempt,
      { type: 'tick', byMs: 10 },
      ...attempt,
      ...attempt,
      { type: 'tick', byMs: 37 },
      { type: 'lease', worker: 'w1' },
    ];
    expect(violationOf(commands, [...Array.from({ length: 10 }, () => 0), 5])).toBeNull();
  });

  test('diverges where its leases are shorter or longer than the model says', () => {
    for (const leaseMs of [30, 90]) {
      const details = fc.check(
        fc.property(runs, (commands) => {
          fc.pre(commands.filter(({ type }) => type === 'tick').length < toleranceMs - 2);
          expect(violationOf(commands, [0], { ...terms, leaseMs })).toBeNull();
        }),
        { numRuns: 1_000, seed: 1 },
      );
      expect(details.failed).toBe(true);
    }
  });

  test('shows nothing in a run in which more time passes than the tolerance', () => {
    const live: readonly QueueCommand[] = [...begun, { type: 'lease', worker: 'w2' }];
    expect(() => violationOf(live, [0, 0, 60])).toThrow('the machine was too slow: 60 ms more have passed');
  });
});
