import { expect, test } from 'vitest';
import { check, explore, timeline } from '../../src/index.ts';
import { transferWith } from './subject.ts';

const options = { system: 'system', policies: {}, scope: { clients: 2, faults: 2 }, runs: 100, length: 10, seed: 1 };

test('the accounts do what the model says', async () => {
  const report = await check(transferWith({}), options);
  expect(report).toMatchObject({ verdict: 'holds', runs: 100 });
});

test('no run of the model violates an invariant', async () => {
  const model = transferWith({}).model({}, options.scope);
  expect(await explore(model)).toMatchObject({ isComplete: true, violations: [] });
});

test('accounts that forget the keys of requests are found out', async () => {
  const subject = transferWith({ forgetsKeys: true });
  const { verdict, counterexample } = await check(subject, options);
  expect(verdict).toBe('violated');
  expect(counterexample?.commands).toEqual([{ type: 'transfer', client: 'c1', from: 'a', to: 'b' }]);
  const lines = counterexample === null ? [] : timeline(subject, options, counterexample);
  expect(lines.join('\n')).toContain('transfer from="a" to="b" → moved');
});
