import type { Trace } from '../../../src/corpus/trace.ts';
import { defineContractSubject } from '../../../src/kernel/define-contract-subject.ts';
import type { AnySubject } from '../../../src/kernel/subject.ts';
import { dispenserContract, dispenserKind, givesTwice } from './dispenser.ts';

/** The contract of a dispenser on one that gives a number twice, and on one in which the bug is mended. */
export const twoDispensers: AnySubject = defineContractSubject({
  name: 'two-dispensers',
  contract: () => dispenserContract,
  terms: {},
  scopes: { default: {} },
  systems: [dispenserKind(givesTwice), dispenserKind({}, { name: 'mended' })],
  actors: () => ['c1', 'c2', 'numbers'],
});

/** A run after which a number is out twice. */
export const givenTwice: Trace = {
  version: 4,
  subject: 'two-dispensers',
  system: 'memory',
  policies: {},
  scope: {},
  commands: ['c1', 'c2', 'c1'].map((client) => ({ type: 'take', client })),
  outcomes: ['number', 'number', 'number'],
  answers: [0, 1, 0].map((number) => ({ type: 'number', number })),
  violation: { kind: 'invariant', name: 'once', at: 2 },
  certificate: null,
  foundBy: { who: 'a test' },
};
