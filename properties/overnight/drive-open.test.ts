import { expect, test } from 'vitest';
import { defineSubject } from '../../src/kernel/define-subject.ts';
import type { Command, Model, Outcome, System } from '../../src/kernel/model.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import type { Batch } from '../../src/overnight/batch.ts';
import { jobsOf } from '../../src/overnight/job.ts';
import { runBatch } from '../../src/overnight/run-batch.ts';

interface Coin {
  heads: number;
}

/** A coin, thrown up to three times: both ends of a throw are right. */
const coinModel: Pick<Model<Coin, Command, Outcome, Coin>, 'initial' | 'commands' | 'step' | 'endings'> = {
  initial: { heads: 0 },
  commands: ({ heads }) => (heads < 3 ? [{ type: 'throw' }] : []),
  step(draft) {
    draft.heads += 1;
    return { type: 'heads' };
  },
  endings: ({ heads }) => [
    { state: { heads: heads + 1 }, outcome: { type: 'heads' } },
    { state: { heads }, outcome: { type: 'tails' } },
  ],
};

/** Always shows heads; `step`: how many it counts for them. */
async function openCoin(step: number): Promise<System<Command, Outcome, Coin>> {
  let heads = 0;
  return {
    async perform() {
      heads += step;
      return { type: 'heads' };
    },
    view: async () => ({ heads }),
    close: async () => undefined,
  };
}

const coin = defineSubject<Coin, Command, Outcome, Coin>({
  name: 'coin',
  model: coinModel,
  systems: [
    { name: 'fair', open: () => openCoin(1) },
    { name: 'wrong', open: () => openCoin(2) },
  ],
});

/** The batches run in this process, which has the subject. */
const source = { module: import.meta.url, exportName: 'coin' };
const ignore = (): void => undefined;
const jobs = jobsOf(coin, { systems: ['fair', 'wrong'], policies: allPolicies(coin) });

test('a campaign drives a model with several endings on every system', async () => {
  const drives = jobs.filter(({ strategy }) => strategy === 'drive');
  expect(drives.map(({ system }) => system)).toEqual(['fair', 'wrong']);
  const done = await Promise.all(
    drives.map((job) => {
      const batch: Batch = { kind: 'drive', job, source, maxStates: 100, known: [], versions: {} };
      return runBatch(coin, batch, { alive: ignore, opens: ignore, begins: ignore, ends: ignore });
    }),
  );
  expect(done[0]).toMatchObject({ states: 4, edges: 6, driven: 3, isWhole: true, stoppedBy: null, found: [] });
  expect(done[1]?.found[0]?.trace).toMatchObject({ system: 'wrong', commands: [{ type: 'throw' }] });
});
