import { expect, test } from 'vitest';
import { defineModel } from '../../src/kernel/define-model.ts';
import { EnvironmentError } from '../../src/kernel/environment-error.ts';
import type { Setup } from '../../src/kernel/setup.ts';
import { exploreRace } from '../../src/race/explore-race.ts';
import { runRace } from '../../src/race/run-race.ts';
import { idleStage } from './idle-stage.ts';

const nothing = async (): Promise<void> => undefined;

const setupThat = (fails: Error): Setup<unknown, { type: string }, { type: string }, unknown> =>
  ({
    open: async () => ({ perform: () => Promise.reject(fails), view: async () => ({}), close: nothing }),
  }) as Partial<Setup<unknown, { type: string }, { type: string }, unknown>> as never;

const race = { before: [], atOnce: [{ actor: 'a', commands: [{ type: 'go' }] }] };

test('a server that is gone ends a race, and is no violation of the system', async () => {
  const gone = runRace({ setup: setupThat(new EnvironmentError('the server is gone')), stage: idleStage }, race, []);
  await expect(gone).rejects.toThrow('the server is gone');
});

test('an error of the system is noted', async () => {
  const { thrown } = await runRace({ setup: setupThat(new Error('deadlock')), stage: idleStage }, race, []);
  expect(thrown).toEqual([{ actor: 'a', message: 'Error: deadlock' }]);
});

test('a command that throws before a race leaves the race out, and is no crash', async () => {
  type Go = { readonly type: string };
  const model = defineModel({ initial: {}, commands: (): Go[] => [{ type: 'go' }], step: () => ({ type: 'went' }) });
  const setup = { ...setupThat(new Error('no table')), model } as Setup<object, Go, Go, object>;
  const late = { ...race, before: [{ type: 'go' }] };
  const { value } = await exploreRace({ setup, stage: idleStage }, late, 1).next();
  expect(value).toBe('notReached');
});
