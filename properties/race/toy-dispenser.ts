import { defineContractSubject } from '../../src/kernel/define-contract-subject.ts';
import type { AnySubject, SystemSetup } from '../../src/kernel/subject.ts';
import type { DispenserKind } from '../check/contract/dispenser.ts';
import { dispenserContract } from '../check/contract/dispenser.ts';
import type { ToyStage } from './toy-stage.ts';
import { openToyStage } from './toy-stage.ts';

/**
 * A dispenser whose clients look for a free number in one statement, and take it in another. `locks`: under a lock. `keeps`: a
 * number that is given back stays out.
 */
function staged(
  name: string,
  { locks = false, keeps = false }: { readonly locks?: boolean; readonly keeps?: boolean } = {},
): DispenserKind {
  let stage: ToyStage = openToyStage();
  return {
    name,
    concurrent: true,
    stage: async () => (stage = openToyStage()),
    open: async (_setup: SystemSetup) => {
      const out = new Set<number>();
      const hands = new Map<string, number[]>();
      return {
        async perform({ type, client }) {
          const hand = hands.get(client) ?? [];
          hands.set(client, hand);
          let number = 0;
          await stage.send({
            text: `SELECT number FROM ${type}`,
            locks,
            effect() {
              while (out.has(number)) number += 1;
            },
          });
          const answered = type === 'take' ? number : hand.pop();
          await stage.send({
            text: `UPDATE ${type}`,
            ends: true,
            effect() {
              if (type === 'take') out.add(number);
              else if (answered !== undefined && !keeps) out.delete(answered);
            },
          });
          if (type === 'take') hand.push(number);
          return answered === undefined ? { type: 'none' } : { type: 'number', number: answered };
        },
        view: async () => ({ out: [...out].toSorted((a, b) => a - b) }),
        close: async () => undefined,
      };
    },
  };
}

/** The contract of a dispenser on programs in this process: `app` gives a number to two clients at once. */
export const toyDispenser: AnySubject = defineContractSubject({
  name: 'dispenser',
  contract: () => ({ ...dispenserContract, actor: ({ client }) => client }),
  terms: {},
  scopes: { default: {} },
  systems: [staged('app'), staged('unlocked'), staged('mended', { locks: true })],
  actors: () => ['c1', 'c2'],
});

/** The same on a program that keeps what is given back, which the second way to recover alone shows after a race. */
export const keepingDispenser: AnySubject = defineContractSubject({
  name: 'keeping-dispenser',
  contract: () => ({
    ...dispenserContract,
    actor: ({ client }) => client,
    recoveries: dispenserContract.recoveries.toReversed(),
  }),
  terms: {},
  scopes: { default: {} },
  systems: [staged('app', { locks: true, keeps: true })],
  actors: () => ['c1', 'c2'],
});
