import { allPolicies, check, timeline } from '../../src/index.ts';
import type { CheckReport } from '../../src/index.ts';
import { queue } from '../../src/subjects/queue/index.ts';
import type { QueueCommand, QueuePolicies } from '../../src/subjects/queue/index.ts';
import { adapt } from './adapter.ts';
import { MemoryQueue } from './queue.ts';

const policies = allPolicies(queue) as QueuePolicies;
const scope = { workers: 2, jobs: 2, faults: 3, attempts: 3, inFlight: 0, retries: 0 };

/** Checks a queue of one's own against the model of what a queue must do. */
export function checkOwnQueue(create: (nowMs: () => number) => MemoryQueue): Promise<CheckReport<QueueCommand>> {
  const open = async (): Promise<ReturnType<typeof adapt>> => adapt(create, ['w1', 'w2']);
  const subject = { ...queue, systems: [{ name: 'mine', open }] };
  return check(subject, { system: 'mine', policies, scope, runs: 2000, length: 20, seed: 1 });
}

if (import.meta.main) {
  const { verdict, runs, counterexample } = await checkOwnQueue((nowMs) => new MemoryQueue(nowMs));
  process.exitCode = verdict === 'holds' ? 0 : 1;
  console.log(`${verdict}: ${runs} runs`);
  if (counterexample !== null)
    console.log([...timeline(queue, { policies, scope }, counterexample), counterexample.violation.details].join('\n'));
}
