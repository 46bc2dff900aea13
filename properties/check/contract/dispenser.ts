import type { Contract } from '../../../src/kernel/contract.ts';
import { defineContractSubject } from '../../../src/kernel/define-contract-subject.ts';
import type { System } from '../../../src/kernel/model.ts';
import type { AnySubject, SystemKind } from '../../../src/kernel/subject.ts';

/** A dispenser of numbers: which number a client gets is its choice, but no number twice before it is given back. */
type DispenserCommand =
  | { readonly type: 'take'; readonly client: string }
  | { readonly type: 'giveBack'; readonly client: string };

type DispenserAnswer = { readonly type: 'number'; readonly number: number } | { readonly type: 'none' };

/** The numbers that are out, as the dispenser shows them. */
interface DispenserShown {
  readonly out: readonly number[];
}

/** By client: the numbers in its hand. */
type DispenserState = Record<string, number[]>;

type DispenserContract = Contract<DispenserState, DispenserCommand, DispenserAnswer, DispenserShown>;

function inOrder(numbers: Iterable<number>): number[] {
  return [...numbers].toSorted((a, b) => a - b);
}

function outOf(state: DispenserState): number[] {
  return inOrder(Object.values(state).flat());
}

export const dispenserContract: DispenserContract = {
  name: 'dispenser',
  initial: { c1: [], c2: [] },
  commands: (known) =>
    Object.entries(known).flatMap(([client, hand]): DispenserCommand[] => {
      const take = { type: 'take', client } as const;
      return hand.length > 0 ? [take, { type: 'giveBack', client }] : [take];
    }),
  guess: (known, { type, client }) =>
    type === 'take'
      ? { type: 'number', number: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].find((one) => !outOf(known).includes(one)) ?? 10 }
      : { type: 'number', number: known[client]?.at(-1) ?? 0 },
  follow(draft, { type, client }, answer) {
    if (answer.type !== 'number') return;
    if (type === 'take') draft[client]?.push(answer.number);
    else draft[client] = (draft[client] ?? []).filter((number) => number !== answer.number);
  },
  learn: () => undefined,
  promises: [
    {
      id: 'once',
      says: 'A number is not given twice.',
      broken: ({ before, command, answer }) =>
        command.type === 'take' && answer.type === 'number' && outOf(before).includes(answer.number)
          ? `${answer.number} was given to ${command.client}, and is out.`
          : null,
    },
    {
      id: 'shownOut',
      says: 'The numbers that are out are shown.',
      isEventual: true,
      brokenAsShown: (shown, { after }) =>
        String(shown.out) === String(outOf(after)) ? null : `${shown.out.join(', ')} is shown.`,
    },
  ],
  recoveries: [
    {
      name: 'clients give back',
      next(known) {
        const found = Object.entries(known).find(([, hand]) => hand.length > 0);
        return found === undefined ? null : { type: 'giveBack', client: found[0] };
      },
    },
    { name: 'clients go', next: () => null },
  ],
  longestRecovery: 50,
  settled: [
    {
      id: 'fewOut',
      says: 'In the end at most 1,000 numbers are out.',
      brokenInTheEnd: ({ out }) => (out.length > 1_000 ? `${out.length} are out.` : null),
    },
  ],
  symmetry: [['c1', 'c2']],
};

export type DispenserKind = SystemKind<DispenserCommand, DispenserAnswer, DispenserShown>;

/** A dispenser in memory, with what differs from the sound one. */
export interface DispenserBug {
  /** The number that a client is given, by the numbers that are out and the number of the run; by default the lowest that is free. */
  next?(out: readonly number[], begun: number): number | undefined;
  giveBack?(out: Set<number>, number: number): void;
  show?(out: readonly number[], lookedAt: number): readonly number[];
}

/** The kind of a dispenser that is started once, with the numbers of its starts and runs. */
export function dispenserKind(bug: DispenserBug = {}, traits: Partial<DispenserKind> = {}): DispenserKind {
  let starts = 0;
  const begin = (begun: number): System<DispenserCommand, DispenserAnswer, DispenserShown> => {
    const out = new Set<number>();
    const hands = new Map<string, number[]>();
    let looks = 0;
    const handOf = (client: string): number[] => hands.get(client) ?? (hands.set(client, []), hands.get(client) ?? []);
    return {
      async perform({ type, client }) {
        looks = 0;
        if (type === 'take') {
          let number = 0;
          while (out.has(number)) number += 1;
          number = bug.next?.([...out], begun) ?? number;
          out.add(number);
          handOf(client).push(number);
          return { type: 'number', number };
        }
        const number = handOf(client).pop();
        if (number === undefined) return { type: 'none' };
        if (bug.giveBack === undefined) out.delete(number);
        else bug.giveBack(out, number);
        return { type: 'number', number };
      },
      view: async () => ({ out: bug.show?.(inOrder(out), (looks += 1)) ?? inOrder(out) }),
      close: async () => undefined,
    };
  };
  return {
    name: 'memory',
    open: async () => begin(0),
    async start() {
      starts += 1;
      let begun = 0;
      return { begin: async () => begin((begun += 1)), stop: async () => undefined };
    },
    ...traits,
  };
}

/** The contract on a dispenser with a bug. */
export function dispenserWith(
  bug: DispenserBug = {},
  traits: Partial<DispenserKind> = {},
  contract: Partial<DispenserContract> = {},
): AnySubject {
  return dispenserOn(dispenserKind(bug, traits), contract);
}

export function dispenserOn(kind: DispenserKind, contract: Partial<DispenserContract> = {}): AnySubject {
  return defineContractSubject({
    name: 'dispenser',
    contract: () => ({ ...dispenserContract, ...contract }),
    terms: {},
    scopes: { default: {} },
    systems: [kind],
    actors: () => ['c1', 'c2'],
  });
}

/** How the tests check it. */
export const asked = { system: 'memory', policies: {}, scope: {}, runs: 100, length: 8, seed: 1 } as const;

/** Gives the lowest number once more where it is out. */
export const givesTwice: DispenserBug = { next: (out) => (out.length > 1 ? Math.min(...out) : undefined) };
