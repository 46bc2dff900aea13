import type { QueuePolicies } from '../src/alphabets/queue.ts';
import { allPolicies, policiesWithout } from '../src/kernel/subject.ts';
import type { QueueScope } from '../src/model/queue/state.ts';
import { queue } from '../src/subjects/queue/subject.ts';
import { openQueue } from '../src/subjects/queue/systems.ts';

/*
 * A retry storm, to plot: `npm run storm`. Jobs arrive while whatever they work on is down: each attempt fails after a
 * second. The queue is the one on SQLite, by a clock that this script moves, so the table is the same every time.
 */
const jobs = 20;
const workers = 10;
const outageSeconds = 120;
const binSeconds = 10;

/** What is kept to with the budget. Without one nobody counts, so there is no end to attempts. */
const limits = { attempts: 20, inFlight: 5, retries: 10 };
const noBudget = { ...limits, attempts: 10_000 };

interface Weather {
  /** How many attempts began in each bin of time. */
  readonly attempts: readonly number[];
  readonly mostInFlight: number;
  readonly doneAfterSeconds: number;
}

async function storm(policies: QueuePolicies, within: typeof limits): Promise<Weather> {
  const scope: QueueScope = { workers, jobs, faults: 0, ...within };
  const system = await openQueue['sqlite']?.(policies, scope);
  if (system === undefined) throw new Error('the queue has no sqlite');
  const names = Array.from({ length: workers }, (_, index) => `w${index + 1}`);
  for (let job = 1; job <= jobs; job += 1) await system.perform({ type: 'submit', job: `j${job}` });
  const attempts: number[] = [];
  let mostInFlight = 0;
  for (let second = 0; ; second += 1) {
    const bin = Math.floor(second / binSeconds);
    attempts[bin] ??= 0;
    for (const worker of names) {
      const { type } = await system.perform({ type: 'lease', worker });
      if (type === 'leased') attempts[bin] += 1;
    }
    const { leases } = await system.view();
    mostInFlight = Math.max(mostInFlight, leases.length);
    await system.perform({ type: 'tick', byMs: 1000 });
    const steps = second < outageSeconds ? (['fail'] as const) : (['commit', 'complete'] as const);
    for (const worker of names) for (const type of steps) await system.perform({ type, worker });
    const view = await system.view();
    if (view.jobs.every(({ status }) => status === 'done' || status === 'failed')) {
      await system.close();
      return { attempts, mostInFlight, doneAfterSeconds: second + 1 };
    }
  }
}

const without = await storm(policiesWithout(queue, ['retryBudget']) as QueuePolicies, noBudget);
const kept = await storm(allPolicies(queue) as QueuePolicies, limits);
console.log('second,attempts without retryBudget,attempts with retryBudget');
for (let bin = 0; bin < Math.max(without.attempts.length, kept.attempts.length); bin += 1)
  console.log([bin * binSeconds, without.attempts[bin] ?? 0, kept.attempts[bin] ?? 0].join(','));
for (const [title, { attempts, mostInFlight, doneAfterSeconds }] of Object.entries({ without, with: kept })) {
  const all = attempts.reduce((sum, count) => sum + count, 0);
  console.error(
    `${title} retryBudget: ${all} attempts at ${jobs} jobs, at most ${Math.max(...attempts)} in ${binSeconds} s and ` +
      `${mostInFlight} at once; the last job ended after ${doneAfterSeconds} s`,
  );
}
