import { describe, expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import type { ShownBefore } from '../../src/check/run-memory.ts';
import { createRunMemory, nothingShown } from '../../src/check/run-memory.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import type { Done } from '../../src/overnight/batch.ts';
import { jobsOf } from '../../src/overnight/job.ts';
import { planOf } from '../../src/overnight/rounds.ts';
import { runBatch } from '../../src/overnight/run-batch.ts';
import { subjectOf } from '../../src/subjects/index.ts';

const shipped = subjectOf('queue');
const job = jobsOf(shipped, { systems: ['sqlite'], policies: allPolicies(shipped) }).find(
  ({ scopeName, strategy }) => scopeName === 'medium' && strategy === 'random',
);

type Runs = Extract<Done, { kind: 'runs' }>;

async function batchOf(number: number, before: ShownBefore): Promise<Omit<Runs, 'seconds'>> {
  if (job === undefined) throw new Error('the queue has no random runs in its medium scope');
  const plan = { ...planOf({ origin: 'here', job: 1, number }, shipped), runs: 60 };
  const listener = { alive: () => undefined, opens: () => undefined, begins: () => undefined, ends: () => undefined };
  const source = { module: '', exportName: '' };
  const batch = { kind: 'runs', job, source, plan, before, known: [], versions: {} } as const;
  const { seconds: _, ...done } = (await runBatch(shipped, batch, listener)) as Runs;
  return done;
}

function kindsOf({ kinds }: Pick<ShownBefore, 'kinds'>): Set<string> {
  return new Set(Array.from({ length: kinds.length / 2 }, (_, nth) => kinds.slice(2 * nth, 2 * nth + 2).join()));
}

describe('a check that goes on where others ended', () => {
  test('explores for the runs before as well', async () => {
    const statesAfter = async (runs: number): Promise<number | undefined> => {
      const { policies, scope, system } = job ?? {};
      const options = { policies, scope, system, runs: 1, length: 20, seed: 1 };
      const memory = createRunMemory({ runs, kinds: new Int32Array() });
      return (await check(shipped, { ...options, memory } as never)).exploration?.states;
    };
    expect([await statesAfter(0), await statesAfter(100)]).toEqual([487, 1242]);
  });
});

describe('a batch that is led by batches before it', () => {
  test('shows other kinds of steps than they did, and more than without them', async () => {
    const first = await batchOf(0, nothingShown);
    const led = await batchOf(1, { runs: 60, kinds: first.kinds });
    const notLed = await batchOf(1, nothingShown);
    const before = kindsOf(first);
    expect([...kindsOf(led)].filter((kind) => before.has(kind))).toEqual([]);
    const added = (batch: Pick<Runs, 'kinds'>): number =>
      [...kindsOf(batch)].filter((kind) => !before.has(kind)).length;
    expect(added(led)).toBeGreaterThan(1.2 * added(notLed));
  });

  test('is the same when it is made again', async () => {
    const before = { runs: 60, kinds: (await batchOf(0, nothingShown)).kinds };
    expect(await batchOf(1, before)).toEqual(await batchOf(1, before));
  });
});
