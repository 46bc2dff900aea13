import { expect, test } from 'vitest';
import { validate } from '../../../src/check/validate.ts';
import { leaseQueue } from '../../../src/subjects/lease-queue/subject.ts';
import { dispenserContract, dispenserWith } from './dispenser.ts';

const few = { maxStates: 200 };

test('the description of a sound contract has no fault', async () => {
  expect((await validate(dispenserWith(), few)).faults).toEqual([]);
  expect((await validate(leaseQueue, { maxStates: 100, scopes: 'smallest' })).faults).toEqual([]);
});

test('guesses that break a promise are a fault', async () => {
  const guess: typeof dispenserContract.guess = () => ({ type: 'number', number: 0 });
  expect((await validate(dispenserWith({}, {}, { guess }), few)).faults).toEqual([
    'guess: the guesses break once by 2 commands, the last {"type":"take","client":"c1"}',
  ]);
});

test('two ways to recover with a name, and a contract without a promise, are faults', async () => {
  const [way] = dispenserContract.recoveries;
  const twice = [way, way].flatMap((one) => one ?? []);
  expect((await validate(dispenserWith({}, {}, { recoveries: twice }), few)).faults).toEqual([
    "recoveries: two ways have the name 'clients give back'",
  ]);
  expect((await validate(dispenserWith({}, {}, { promises: [], settled: [] }), few)).faults).toEqual([
    'promises: there is none but that calls answer',
  ]);
});

test('a promise that a system accepts as broken has to be one of the contract', async () => {
  const accepts = { twice: 'it never promised that' };
  expect((await validate(dispenserWith({}, { accepts }), few)).faults).toEqual([
    'systems.memory: accepts.twice: the contract has no such promise',
  ]);
});

test('promises of the same name, and guesses that throw, are faults', async () => {
  const [first] = dispenserContract.promises;
  const promises = [first, first].flatMap((one) => one ?? []);
  expect((await validate(dispenserWith({}, {}, { promises }), few)).faults).toEqual([
    'invariants: two have the name once',
  ]);
  const guess = (): never => {
    throw new RangeError('no guess');
  };
  const [fault] = (await validate(dispenserWith({}, {}, { guess }), few)).faults;
  expect(fault).toContain('the model of dispenser throws at {"type":"take","client":"c1"}: RangeError: no guess');
});
