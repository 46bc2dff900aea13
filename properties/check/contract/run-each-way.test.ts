import { expect, test } from 'vitest';
import { runEachWay, setUpForFinding } from '../../../src/check/contract/run-each-way.ts';
import type { Command } from '../../../src/kernel/model.ts';
import { dispenserContract, dispenserWith, givesTwice } from './dispenser.ts';

const where = { system: 'memory', scope: {} };
const taken = ['c1', 'c2', 'c1'].map((client): Command => ({ type: 'take', client }) as Command);

test('a run is taken with every way to recover until one shows the finding', async () => {
  const recoveries = dispenserContract.recoveries.toReversed();
  const keeps = dispenserWith({ giveBack: () => undefined }, {}, { recoveries });
  const finding = { kind: 'invariant', name: 'shownOut' } as const;
  const found = await runEachWay(setUpForFinding(keeps, where, finding), taken.slice(0, 1));
  expect(found).toMatchObject({ way: 'clients give back', violation: { name: 'shownOut' } });
});

test('no promise is asked besides that of the finding', async () => {
  const bug = { ...givesTwice, show: (): readonly number[] => [] };
  const subject = dispenserWith(bug);
  const once = setUpForFinding(subject, where, { kind: 'invariant', name: 'once' });
  expect(await runEachWay(once, taken.slice(0, 2))).toBeNull();
  expect(await runEachWay(once, taken)).toMatchObject({ violation: { name: 'once' } });
  const fails = setUpForFinding(subject, where, { kind: 'systemError', name: 'RangeError' });
  expect(await runEachWay(fails, taken)).toBeNull();
});
