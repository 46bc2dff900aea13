import { describe, expect, test } from 'vitest';
import type { Contract } from '../../src/kernel/contract.ts';
import { guessModel } from '../../src/kernel/guess-model.ts';
import type { Command, Outcome } from '../../src/kernel/model.ts';
import type { Operation } from '../../src/kernel/operation.ts';
import { UnsoundModel } from '../../src/kernel/unsound-model.ts';
import type { RoundVerdict } from '../../src/linearize/linearize.ts';
import { linearize, linearizeRound } from '../../src/linearize/linearize.ts';
import { dispenserContract } from '../check/contract/dispenser.ts';

type AnyContract = Contract<unknown, Command, Outcome, unknown>;

const dispenser = dispenserContract as unknown as AnyContract;

/** An operation of a client, from one instant to another. */
function operation(client: string, [calledAt, returnedAt]: readonly [number, number], of: object): Operation {
  const { type, number } = of as { readonly type: string; readonly number: number };
  const command = { type, client } as Command;
  return { actor: client, calledAt, returnedAt, command, outcome: { type: 'number', number } as Outcome };
}

const take = (number: number): object => ({ type: 'take', number });
const giveBack = (number: number): object => ({ type: 'giveBack', number });

function judge(
  history: readonly Operation[],
  seen: unknown,
  contract: Partial<AnyContract> = {},
): Promise<RoundVerdict<unknown>> {
  return linearizeRound(guessModel({ ...dispenser, ...contract }), history, {
    naming: {},
    findsEnds: 'all',
    look: { seen },
  });
}

describe('histories judged by a contract', () => {
  test('are right where an order breaks no promise, whatever was guessed', async () => {
    const history = [operation('c1', [1, 4], take(7)), operation('c2', [2, 3], take(3))];
    const { linearization, ends } = await judge(history, { out: [3, 7] });
    expect(linearization.verdict).toBe('linearizable');
    expect(ends?.map(({ state }) => state)).toEqual([{ c1: [7], c2: [3] }]);
  });

  test('have every order tried that real time allows', async () => {
    const history = [
      operation('c1', [1, 2], take(0)),
      operation('c2', [3, 6], take(0)),
      operation('c1', [4, 5], giveBack(0)),
    ];
    expect((await judge(history, { out: [0] })).linearization).toMatchObject({
      verdict: 'linearizable',
      order: [0, 2, 1],
    });
  });

  test('have every order of four operations tried that overlap', async () => {
    const history = [
      operation('c2', [1, 5], take(0)),
      operation('c3', [2, 6], take(1)),
      operation('c1', [3, 7], giveBack(0)),
      operation('c4', [4, 8], giveBack(1)),
    ];
    const { linearization, ends } = await judge(
      history,
      { out: [0, 1] },
      { initial: { c1: [0], c2: [], c3: [], c4: [1] } },
    );
    expect(linearization.verdict).toBe('linearizable');
    expect(ends?.map(({ state }) => state)).toEqual([{ c1: [], c2: [0], c3: [1], c4: [] }]);
  });

  test('are wrong where an answer breaks a promise in each order, which is named', async () => {
    const history = [operation('c1', [1, 4], take(0)), operation('c2', [2, 3], take(0))];
    const { linearization } = await judge(history, { out: [0] });
    expect(linearization).toMatchObject({
      verdict: 'illegal',
      core: null,
      broken: { id: 'once', says: 'A number is not given twice.' },
    });
  });

  test('are wrong where only an order against real time is right', async () => {
    const history = [
      operation('c1', [1, 2], take(0)),
      operation('c2', [3, 4], take(0)),
      operation('c1', [5, 6], giveBack(0)),
    ];
    const { linearization } = await judge(history, { out: [0] });
    expect(linearization).toMatchObject({ verdict: 'illegal', furthest: { order: [0] }, broken: { id: 'once' } });
  });

  test('have the look at rest judged by each order, and its promise named', async () => {
    const history = [operation('c1', [1, 4], take(0)), operation('c2', [2, 3], take(1))];
    const { linearization } = await judge(history, { out: [0] });
    expect(linearization).toMatchObject({
      verdict: 'illegal',
      furthest: { order: [expect.any(Number), expect.any(Number)] },
      broken: { id: 'shownOut', why: '0 is shown.' },
    });
  });

  test('have promises about looks asked at their last step alone', async () => {
    const asked: unknown[] = [];
    const promises = dispenser.promises.map((promise) =>
      'brokenAsShown' in promise
        ? {
            ...promise,
            brokenAsShown(shown: unknown, step: Parameters<typeof promise.brokenAsShown>[1]) {
              asked.push(step.after);
              return promise.brokenAsShown(shown, step);
            },
          }
        : promise,
    );
    const history = [operation('c1', [1, 2], take(0)), operation('c1', [3, 4], take(1))];
    expect((await judge(history, { out: [0, 1] }, { promises })).linearization.verdict).toBe('linearizable');
    expect(asked.length).toBeGreaterThan(0);
    for (const after of asked) expect(after).toEqual({ c1: [0, 1], c2: [] });
  });

  test('have a look judged by the last step of each order, also where the same is known', async () => {
    const last = {
      id: 'last',
      says: 'The last client is shown.',
      brokenAsShown: (shown: unknown, { command }: { readonly command: Command & { readonly client?: string } }) =>
        (shown as { readonly last: string }).last === command.client ? null : `${command.client} was the last.`,
    };
    const history = [operation('c1', [1, 4], take(0)), operation('c2', [2, 3], take(1))];
    for (const client of ['c1', 'c2'])
      expect((await judge(history, { last: client }, { promises: [last] })).linearization.verdict).toBe('linearizable');
    expect((await judge(history, { last: 'c3' }, { promises: [last] })).linearization).toMatchObject({
      verdict: 'illegal',
      broken: { id: 'last' },
    });
  });

  test('end in what is known after the look', async () => {
    const learn = (draft: unknown, shown: unknown): void => void Object.assign(draft as object, { seen: shown });
    const { ends } = await judge([operation('c1', [1, 2], take(0))], { out: [0] }, { learn });
    expect(ends).toEqual([{ state: { c1: [0], c2: [], seen: { out: [0] } }, names: [] }]);
  });

  test('have the commands of the clock at any place', async () => {
    const history = [
      operation('c1', [1, 2], take(0)),
      operation('c2', [3, 4], take(0)),
      operation('c1', [5, 6], giveBack(0)),
    ];
    const actor = ({ type }: Command): string | null => (type === 'giveBack' ? null : 'client');
    expect((await judge(history, { out: [0] }, { actor })).linearization.verdict).toBe('linearizable');
  });

  test('are refused where the contract throws', async () => {
    const follow = (): never => {
      throw new TypeError('no such client');
    };
    const judging = judge([operation('c1', [1, 2], take(0))], { out: [0] }, { follow });
    await expect(judging).rejects.toThrow(UnsoundModel);
  });

  test('are not compared with the guesses where names are drawn, or none is', async () => {
    const history = [operation('c1', [1, 2], take(9))];
    const model = guessModel(dispenser);
    expect((await linearize(model, history)).verdict).toBe('linearizable');
    expect((await linearize(model, history, { drawnNames: ['number'] })).verdict).toBe('linearizable');
  });
});
