import { expect, test } from 'vitest';
import { driveSystem } from '../../../src/check/drive-system.ts';
import { setUp } from '../../../src/kernel/setup.ts';
import { asked, dispenserWith } from './dispenser.ts';

const subject = dispenserWith();
const { system, policies, scope } = asked;

test('no engine compares a system of a contract with a model', async () => {
  const message = 'dispenser has a contract, and no model that its systems could be compared with';
  expect(() => setUp(subject, { system, policies, scope })).toThrow(message);
  await expect(driveSystem(subject, { system, policies, scope, maxStates: 10 })).rejects.toThrow(message);
});
