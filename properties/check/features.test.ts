import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFeatureReader } from '../../src/check/features.ts';

interface Step {
  readonly command: { readonly type: string; readonly worker?: string; readonly fault?: string };
  readonly outcome: { readonly type: string; readonly job?: string };
}

const steps = fc.array(
  fc.record({
    command: fc.record(
      { type: fc.constantFrom('lease', 'commit'), worker: fc.constantFrom('w1', 'w2'), fault: fc.constant('crash') },
      { requiredKeys: ['type', 'worker'] },
    ),
    outcome: fc.record({ type: fc.constantFrom('done', 'refused'), job: fc.constantFrom('j1', 'j2') }),
  }),
  { maxLength: 8 },
);

/** The same steps with other names. */
function renamed(all: readonly Step[]): Step[] {
  const other = (name: string): string => name.replace(/\d/, (digit) => (digit === '1' ? '7' : '8'));
  return all.map(({ command, outcome }) => ({
    command: { ...command, ...(command.worker !== undefined && { worker: other(command.worker) }) },
    outcome: { ...outcome, ...(outcome.job !== undefined && { job: other(outcome.job) }) },
  }));
}

describe('the features of a run', () => {
  const lease = { command: { type: 'lease', worker: 'w1' }, outcome: { type: 'leased', job: 'j1' } };
  const commit = { command: { type: 'commit', worker: 'w1' }, outcome: { type: 'committed' } };

  test('are the same under other names', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { read } = createFeatureReader();
        expect(new Set(read(renamed(all)))).toEqual(new Set(read(all)));
      }),
    );
  });

  test('grow with each step, and never lose one', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { read } = createFeatureReader();
        const whole = read(all);
        for (const one of read(all.slice(0, -1))) expect(whole).toContain(one);
      }),
    );
  });

  test.each<[string, Step[], Step[]]>([
    ['the order of the steps of a name', [lease, commit], [commit, lease]],
    ['a fault', [lease], [{ ...lease, command: { ...lease.command, fault: 'crash' } }]],
    ['the outcome', [commit], [{ ...commit, outcome: { type: 'stale' } }]],
    [
      'whether two steps have one name',
      [lease, commit],
      [lease, { ...commit, command: { ...commit.command, worker: 'w2' } }],
    ],
    ['the name of an outcome', [lease, lease], [lease, { ...lease, outcome: { type: 'leased', job: 'j2' } }]],
  ])('tell apart: %s', (_, one, other) => {
    const { read } = createFeatureReader();
    expect(read(one)).not.toEqual(read(other));
  });

  test('reach back four steps, and no further', () => {
    const { read } = createFeatureReader();
    const run = (...types: string[]): readonly number[] =>
      read(types.map((type) => ({ command: { type }, outcome: { type: 'done' } })));
    expect(run('a', 'x', 'x', 'x', 'x', 'b', 'x', 'x', 'x', 'x').length).toBe(
      run('a', 'x', 'x', 'x', 'x', 'b', 'x', 'x', 'x', 'x', 'x').length,
    );
    expect(read([{ command: { type: 'x', fault: 'crash' }, outcome: { type: 'done' } }]).length).toBe(1);
    expect(run('x', 'x', 'x').length).toBe(3);
    expect(run('x', 'x', 'x', 'x').length).toBe(4);
    expect(run('x', 'x', 'x', 'x', 'x').length).toBe(4);
  });
});
