import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { searchModel } from '../../src/check/search-model.ts';
import type { ViolatingRun } from '../../src/kernel/run.ts';
import type { Finding } from '../../src/kernel/violation.ts';
import type { CounterCommand, CounterView } from './counter.ts';
import { counterModel } from './counter.ts';

const up: CounterCommand = { type: 'up' };
const down: CounterCommand = { type: 'down' };
const jump: CounterCommand = { type: 'jump', to: 9 };
const floor: Finding = { kind: 'invariant', name: 'FLOOR' };
const model = counterModel({ floor: false }, { most: 10 });

/** These runs, each once, in this order. */
function inTurn(...runs: readonly (readonly CounterCommand[])[]): fc.Arbitrary<readonly CounterCommand[]> {
  let at = 0;
  return fc.constant(null).map(() => runs[at++ % runs.length] ?? []);
}

async function search(
  arbitrary: fc.Arbitrary<readonly CounterCommand[]>,
  { runs = 3, seed = 1, finding = floor, recovery = model.recovery, beforeRun = async (): Promise<void> => {} } = {},
): Promise<ViolatingRun<CounterCommand>[]> {
  return searchModel({ ...model, recovery }, arbitrary, { ...finding, runs, seed }, beforeRun);
}

function commandsOf(found: readonly ViolatingRun<CounterCommand>[]): (readonly CounterCommand[])[] {
  return found.map(({ commands }) => commands);
}

describe('random runs of a model', () => {
  test('are those that show the finding, up to where they do, the shortest first', async () => {
    const found = await search(inTurn([up, down, down, up], [up, up], [down, up]));
    expect(found).toMatchObject([
      { commands: [down], violation: { name: 'FLOOR', at: 0 } },
      { commands: [up, down, down], violation: { name: 'FLOOR', at: 2 } },
    ]);
  });

  test('are as many as asked for, each announced before it is made', async () => {
    const made: string[] = [];
    const arbitrary = fc.constant(null).map((): CounterCommand[] => (made.push('run'), [down]));
    const beforeRun = async (): Promise<void> => void made.push('breath');
    expect(await search(arbitrary, { runs: 4, beforeRun })).toHaveLength(4);
    expect(made).toEqual(['run', 'breath', 'run', 'breath', 'run', 'breath', 'run', 'breath']);
  });

  test('are the same for the same seed, and others for another', async () => {
    const arbitrary = fc.array(fc.constantFrom(up, down), { minLength: 12, maxLength: 12 });
    const [one, same, other] = [await search(arbitrary), await search(arbitrary), await search(arbitrary, { seed: 2 })];
    expect(commandsOf(one)).toEqual(commandsOf(same));
    expect(commandsOf(one)).not.toEqual(commandsOf(other));
  });

  test('are asked for this finding alone', async () => {
    expect(await search(inTurn([jump, down]))).toEqual([]);
    expect(await search(inTurn([jump, down]), { finding: { kind: 'invariant', name: 'STEPS' } })).toHaveLength(3);
    expect(await search(inTurn([down]), { finding: { kind: 'invariant', name: 'STEPS' } })).toEqual([]);
    // Another finding in the recovery, as where that has no end.
    const forever = (): CounterCommand[] => [up];
    expect(commandsOf(await search(inTurn([down]), { recovery: forever }))).toEqual([[down], [down], [down]]);
  });

  test('have the commands of a recovery as their own where enabled, or do not count', async () => {
    const violating = ({ value }: CounterView): CounterCommand[] =>
      value === 1 ? [down, down] : value === 0 ? [down] : [];
    expect(commandsOf(await search(inTurn([up]), { runs: 1, recovery: violating }))).toEqual([[up, down, down]]);
    const jumping = ({ value }: CounterView): CounterCommand[] => (value === 1 ? [{ type: 'jump', to: -1 }] : []);
    expect(await search(inTurn([up]), { runs: 1, recovery: jumping })).toEqual([]);
  });

  test('end with an error of the caller at once', async () => {
    let begun = 0;
    const beforeRun = async (): Promise<void> => {
      begun += 1;
      if (begun === 2) throw new RangeError('it was stopped');
    };
    const shrinkable = fc.array(fc.constantFrom(up, down), { minLength: 4 });
    await expect(search(shrinkable, { runs: 9, beforeRun })).rejects.toThrow('it was stopped');
    expect(begun).toBe(2);
  });
});
