import { describe, expect, test } from 'vitest';
import type { Command, Outcome } from '../../src/kernel/model.ts';
import type { ViolatingRun } from '../../src/kernel/run.ts';
import { repaired } from '../../src/minimise/repair.ts';
import { unroll } from '../../src/minimise/unroll.ts';

interface Order extends Command {
  readonly by?: number;
  readonly who?: string;
}
interface Taken {
  taken: number;
}

/** A model that enables these commands, the lists one after the other. */
function enabling(...lists: readonly (readonly Order[])[]): {
  initial: Taken;
  commands(state: Taken): readonly Order[];
  step(draft: Taken): Outcome;
} {
  return {
    initial: { taken: 0 },
    commands: ({ taken }) => lists[taken % lists.length] ?? [],
    step(draft) {
      draft.taken += 1;
      return { type: 'done' };
    },
  };
}

const tick = (by: number): Order => ({ type: 'tick', by });

describe('a run that is repaired', () => {
  test('keeps a command that is enabled, and leaves out one that nothing is like', () => {
    const model = enabling([tick(1), { type: 'send' }]);
    expect(repaired(model, [tick(1), { type: 'stop' }, { type: 'send' }])).toEqual([tick(1), { type: 'send' }]);
  });

  test('asks what is enabled after the commands that it kept', () => {
    const model = enabling([tick(1)], [{ type: 'send' }]);
    expect(repaired(model, [{ type: 'send' }, tick(1), tick(1), { type: 'send' }])).toEqual([
      tick(1),
      { type: 'send' },
    ]);
  });

  test('keeps a command as it is, though a larger value is enabled before it', () => {
    expect(repaired(enabling([tick(3), tick(2)]), [tick(2)])).toEqual([tick(2)]);
    expect(repaired(enabling([tick(3), tick(2)]), [{ by: 2, type: 'tick' }])).toEqual([tick(2)]);
  });

  test('takes the next larger value, or else the largest', () => {
    const model = enabling([tick(9), tick(5), tick(20), tick(1)]);
    expect(repaired(model, [tick(4)])).toEqual([tick(5)]);
    expect(repaired(model, [tick(10)])).toEqual([tick(20)]);
    expect(repaired(model, [tick(30)])).toEqual([tick(20)]);
    expect(repaired(model, [tick(0)])).toEqual([tick(1)]);
  });

  test('takes a value that is larger, and not one of the same number', () => {
    const sent = (who: string): Order => ({ type: 'send', who });
    expect(repaired(enabling([sent('w01'), sent('w2')]), [sent('w1')])).toEqual([sent('w2')]);
  });

  test('changes one value, and neither the type nor the fault', () => {
    const sent: Order = { type: 'send', by: 1, who: 'ann' };
    const at = (order: Order): readonly Order[] => repaired(enabling([order]), [sent]);
    expect(at({ ...sent, who: 'bob' })).toEqual([{ ...sent, who: 'bob' }]);
    expect(at({ ...sent, by: 2, who: 'bob' })).toEqual([]);
    expect(at({ type: 'post', by: 1, who: 'ann' })).toEqual([]);
    expect(at({ ...sent, fault: 'lost' })).toEqual([]);
    expect(at({ type: 'send', who: 'ann' })).toEqual([]);
    const faulty: Order = { type: 'send', fault: 'lost' };
    expect(repaired(enabling([{ type: 'send', fault: 'late' }]), [faulty])).toEqual([]);
  });

  test('changes the first value for which another is enabled', () => {
    const model = enabling([
      { type: 'send', by: 1, who: 'bob' },
      { type: 'send', by: 2, who: 'ann' },
    ]);
    expect(repaired(model, [{ type: 'send', by: 1, who: 'ann' }])).toEqual([{ type: 'send', by: 2, who: 'ann' }]);
  });
});

describe('a run that is unrolled', () => {
  const violation = { kind: 'invariant', name: 'LOW', at: 1, side: 'model', details: '' } as const;
  const found: ViolatingRun<Order> = { violation, commands: [tick(1)], recovery: [tick(2)] };

  test('has the recovery as commands of its own, where all of them are enabled', () => {
    expect(unroll(enabling([tick(1), tick(2)]), found)).toEqual({ violation, commands: [tick(1), tick(2)] });
  });

  test('stays as it is where one of them is not', () => {
    expect(unroll(enabling([tick(1)]), found)).toBe(found);
  });

  test('has only its own commands where it had no recovery', () => {
    expect(unroll(enabling([]), { ...found, recovery: [] })).toEqual({ violation, commands: [tick(1)] });
  });
});

test('a repaired run keeps a command that some ending of those before enables', () => {
  const open = {
    ...enabling([tick(1)], [{ type: 'send' }], [{ type: 'stop' }]),
    endings: ({ taken }: Taken) =>
      [1, 2].map((more) => ({ state: { taken: taken + more }, outcome: { type: 'done' } })),
  };
  for (const last of ['send', 'stop']) {
    const run = [tick(1), { type: last }];
    expect(repaired(open, run)).toEqual(run);
  }
  expect(repaired(open, [tick(1), tick(1)])).toEqual([tick(1)]);
});
