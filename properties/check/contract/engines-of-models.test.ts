import { expect, test } from 'vitest';
import { driveSystem } from '../../../src/check/drive-system.ts';
import { promote } from '../../../src/check/promote.ts';
import { setUp } from '../../../src/kernel/setup.ts';
import { asked, dispenserWith } from './dispenser.ts';

const subject = dispenserWith();
const { system, policies, scope } = asked;

test('no engine compares a system of a contract with a model', async () => {
  const message = 'dispenser has a contract, and no model that its systems could be compared with';
  expect(() => setUp(subject, { system, policies, scope })).toThrow(message);
  await expect(driveSystem(subject, { system, policies, scope, maxStates: 10 })).rejects.toThrow(message);
});

test('a finding of a contract is not promoted', async () => {
  const violation = { kind: 'invariant', name: 'once', at: 0, side: 'system', details: '' } as const;
  const certificate = { kind: 'locally minimal', reason: '' } as const;
  const found = {
    subject: 'dispenser',
    system,
    policies,
    scope,
    commands: [],
    violation,
    certificate,
    foundBy: { who: '' },
  };
  await expect(promote(subject, found, { name: 'given_twice' } as never)).rejects.toThrow(
    'dispenser has a contract: a failure mode is of a model; replay takes the trace',
  );
});
