import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { interleavings } from '../../src/check/interleavings.ts';
import { openQueue, queue } from '../../src/subjects/queue.ts';
import { everyPolicySet, scopeOf } from './worlds.ts';

const folder = join(import.meta.dirname, '../../src/real/queue');

/** Every durable step, as the code names it, and the two failpoints beside it. */
const named = readdirSync(folder)
  .flatMap((file) => Array.from(readFileSync(join(folder, file), 'utf8').matchAll(/durably\(context, '([^']+)'/g)))
  .flatMap(([, step]) => [`${step}.before`, `${step}.after`]);

test('every failpoint beside a durable step is reached by random runs', async () => {
  const reached = new Set<string>();
  for (const { policies } of everyPolicySet) {
    const scope = scopeOf('medium');
    const model = queue.model(policies, scope);
    for (const commands of fc.sample(interleavings(model, queue.generation, 20), { numRuns: 100, seed: 1 })) {
      const system = await openQueue['sqlite']?.(policies, scope);
      if (system === undefined) throw new Error('the queue has no sqlite');
      for (const command of commands) await system.perform(command);
      for (const name of system.failpoints.reached) reached.add(name);
      await system.close();
    }
  }
  expect(named.length).toBeGreaterThanOrEqual(18);
  expect(named.filter((name) => !reached.has(name))).toEqual([]);
});
