import type { AnySubject } from '../../src/kernel/subject.ts';
import type { DispenserBug } from '../check/contract/dispenser.ts';
import { dispenserContract, dispenserKind, dispenserOn, givesTwice } from '../check/contract/dispenser.ts';

/** Gives numbers from 5 on, and does not show those from 7 on. */
const hides: DispenserBug = {
  next: (out) => 1 + Math.max(4, ...out),
  show: (out) => out.filter((number) => number < 7),
};

/** Gives a number twice in one run of two. */
const sometimes: DispenserBug = {
  next: (out, begun) => (begun % 2 === 0 && out.length > 1 ? Math.min(...out) : undefined),
};

function named(name: string, bug: DispenserBug): AnySubject['systems'][number] {
  return dispenserKind(bug, { name });
}

/** The contract of a dispenser on systems with a bug that breaks one promise, or two, or one in some runs, and on a sound one. */
export const dispensers: AnySubject = {
  ...dispenserOn(dispenserKind({}, { name: 'sound' }), { recoveries: dispenserContract.recoveries.slice(0, 1) }),
  name: 'dispensers',
  systems: [named('sound', {}), named('hides', hides), named('twice', givesTwice), named('sometimes', sometimes)],
};
