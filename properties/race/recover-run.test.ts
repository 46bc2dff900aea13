import { expect, test } from 'vitest';
import { defineModel } from '../../src/kernel/define-model.ts';
import { EnvironmentError } from '../../src/kernel/environment-error.ts';
import { Interrupted } from '../../src/kernel/interrupted.ts';
import { recoverRun } from '../../src/race/recover-run.ts';

type Free = { readonly type: 'free'; readonly id: number };
type Freed = { readonly type: string };
interface Seats {
  held: { id: number }[];
  lost: number;
}

const initial: Seats = { held: [], lost: 0 };

/** Seats that are held are freed in the recovery, one after the other. */
const model = defineModel({
  initial,
  commands: (): Free[] => [],
  step(draft, { id }): Freed {
    const isHeld = draft.held.some((one) => one.id === id);
    draft.held = draft.held.filter((one) => one.id !== id);
    return { type: isHeld ? 'freed' : 'notHeld' };
  },
  recovery: ({ held }) => held.map(({ id }) => ({ type: 'free', id })),
  settled: { noSeatIsLost: ({ lost }) => lost === 0 },
});

const naming = { drawnNames: ['id'], unordered: ['held'] };
const ends = (ids: readonly number[], lost = 0) => [{ state: { held: ids.map((id) => ({ id })), lost }, names: [] }];

/** A system that holds these seats, frees them, and answers as `answer` says. */
function systemWith(ids: readonly number[], answer: (freed: boolean) => Freed) {
  let held = ids.map((id) => ({ id }));
  const asked: number[] = [];
  return {
    asked,
    perform: async ({ id }: Free): Promise<Freed> => {
      asked.push(id);
      const isHeld = held.some((one) => one.id === id);
      held = held.filter((one) => one.id !== id);
      return answer(isHeld);
    },
    view: async (): Promise<Seats> => ({ held: [...held], lost: 0 }),
  };
}

const honest = (freed: boolean): Freed => ({ type: freed ? 'freed' : 'notHeld' });
const recover = async (from: ReturnType<typeof ends>, system: ReturnType<typeof systemWith>) =>
  recoverRun({ model, naming }, from, { system, view: await system.view() });

test('a recovery uses the names that the view alone has shown', async () => {
  const system = systemWith([17, 12], honest);
  const { violation, recovery } = await recover(ends([1, 2]), system);
  expect(violation).toBeNull();
  expect(recovery.map(({ outcome }) => outcome.type)).toEqual(['freed', 'freed']);
  expect(system.asked.toSorted((a, b) => a - b)).toEqual([12, 17]);
});

test('an outcome of the recovery that no state left has is wrong', async () => {
  const { violation, recovery } = await recover(
    ends([1]),
    systemWith([17], () => ({ type: 'notHeld' })),
  );
  expect(violation?.kind).toBe('recovery');
  expect(recovery).toEqual([{ command: { type: 'free', id: 17 }, outcome: { type: 'notHeld' } }]);
});

test('a view in the recovery that no state left has is wrong', async () => {
  const system = { ...systemWith([17], honest), view: async (): Promise<Seats> => ({ held: [{ id: 17 }], lost: 0 }) };
  expect((await recover(ends([1]), system)).violation?.kind).toBe('recovery');
});

test('a recovery that throws is wrong, and a server that is gone is not', async () => {
  const failing = (error: Error) => ({ ...systemWith([17], honest), perform: () => Promise.reject(error) });
  const { violation } = await recover(ends([1]), failing(new Error('deadlock detected')));
  expect(violation).toEqual({ kind: 'recovery', details: 'free in the recovery: Error: deadlock detected' });
  await expect(recover(ends([1]), failing(new EnvironmentError('gone')))).rejects.toThrow('gone');
});

test('a recovery that is interrupted is not wrong', async () => {
  const failing = { ...systemWith([17], honest), perform: () => Promise.reject(new Interrupted()) };
  expect(await recover(ends([1]), failing)).toEqual({ recovery: [], violation: null });
});

test('a settled invariant is violated where it is in every state left', async () => {
  const both = [...ends([], 1), ...ends([])];
  expect((await recover(both, systemWith([], honest))).violation).toBeNull();
  const { violation } = await recover(ends([], 1), systemWith([], honest));
  expect(violation).toEqual({ kind: 'settled', details: 'after the recovery: noSeatIsLost' });
});

test('a recovery without an end is wrong', async () => {
  const endless = { ...model, recovery: (): Free[] => [{ type: 'free', id: 1 }], longestRecovery: 3 };
  const system = systemWith([], honest);
  const { violation } = await recoverRun({ model: endless }, ends([]), { system, view: await system.view() });
  expect(violation).toEqual({ kind: 'recovery', details: 'the recovery has no end after 3 commands' });
});
