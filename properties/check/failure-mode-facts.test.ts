import { join } from 'node:path';
import { expect, test } from 'vitest';
import { failureModeFacts } from '../../src/check/failure-mode-facts.ts';
import { readTrace } from '../../src/corpus/trace.ts';
import { queue } from '../../src/subjects/queue/subject.ts';

const path = join(import.meta.dirname, '../../failure_modes/FM_004_zombie_worker/trace.json');
const naming = { id: 'FM_099', folder: 'FM_099_again', title: 'Again' };

test('a promotion that is interrupted stops while it looks around the run', async () => {
  const stop = new AbortController();
  setImmediate(() => stop.abort());
  const facts = failureModeFacts(queue, await readTrace(path), naming, { signal: stop.signal });
  await expect(facts).rejects.toBe(stop.signal.reason);
});
