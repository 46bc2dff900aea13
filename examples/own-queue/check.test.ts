import { expect, test } from 'vitest';
import { checkOwnQueue } from './check.ts';
import type { Grant, Reply } from './queue.ts';
import { MemoryQueue } from './queue.ts';

test('the queue of the example does what a queue must do', async () => {
  const report = await checkOwnQueue((nowMs) => new MemoryQueue(nowMs));
  expect(report).toMatchObject({ verdict: 'holds', counterexample: null, runs: 2000 });
});

test('a queue that renews whatever it is asked to is found out, by the shortest run', async () => {
  class Lenient extends MemoryQueue {
    override renew(grant: Grant): Reply {
      const { token } = this.tables.jobs.find(({ id }) => id === grant.job) ?? grant;
      return super.renew({ ...grant, token });
    }
  }
  const { verdict, counterexample } = await checkOwnQueue((nowMs) => new Lenient(nowMs));
  expect(verdict).toBe('violated');
  expect(counterexample?.violation).toMatchObject({ kind: 'divergence', name: 'outcome of renew', side: 'system' });
  expect(counterexample?.commands.map(({ type }) => type)).toEqual(['submit', 'lease', 'fail', 'renew']);
});
