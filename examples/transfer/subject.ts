import type { System } from '../../src/index.ts';
import { defineSubject } from '../../src/index.ts';
import type { AccountsOptions } from './accounts.ts';
import { Accounts } from './accounts.ts';
import type { Command, Outcome, View } from './model.ts';
import { transferModel } from './model.ts';

/** The accounts behind the commands of the model. */
function openAccounts(options: AccountsOptions): System<Command, Outcome, View> {
  const accounts = new Accounts(options);
  return {
    async perform({ client, from, to, fault }) {
      const type = accounts.transfer(client, from, to);
      return fault === undefined ? { type } : { type: 'noReply' };
    },
    view: async () => ({
      balances: { a: accounts.balance('a'), b: accounts.balance('b') },
      done: accounts.keys(),
    }),
    close: async () => accounts.close(),
  };
}

/** Transfers as a subject. `forgetsKeys` plants a bug in the accounts. */
export const transferWith = (options: AccountsOptions) =>
  defineSubject({
    name: 'transfer',
    model: transferModel,
    system: () => openAccounts(options),
    scopes: { small: { clients: 2, faults: 2 } },
  });

export const transfer = transferWith({});
