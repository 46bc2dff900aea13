import type { BookingPolicies, Call } from '../../../alphabets/booking.ts';
import { EnvironmentError } from '../../../kernel/environment-error.ts';
import { moduleAt } from '../../../kernel/module-at.ts';
import type { Clock } from '../../clock.ts';
import type { Child } from '../../program/child.ts';
import { startChild } from '../../program/child.ts';
import type { StartClient } from '../client.ts';
import type { ClientBirth, MessageFromClient, MessageToClient } from './messages.ts';

export type ClientProcess = Child<MessageToClient, MessageFromClient>;

/**
 * Starts each client as a process, with its own connection to the SQLite file at `path`. The notebook stays here: a process
 * that is killed has noted nothing of its command, which ends in `Crash`. `onStart` receives each process.
 */
export function clientsInProcesses(
  path: string,
  policies: BookingPolicies,
  clock: Clock,
  onStart: (name: string, child: ClientProcess) => void,
): StartClient {
  return async (name, notebook) => {
    const birth: ClientBirth = { name, path, policies };
    const child = startChild<MessageToClient, MessageFromClient>(name, moduleAt('real/booking/process/main'), birth);
    let call: Call | null = null;
    const listen = async (): Promise<MessageFromClient> => {
      const reply = await child.listen();
      if (reply.type !== 'threw') return reply;
      throw reply.isOfMachine ? new EnvironmentError(reply.message) : new Error(reply.message);
    };
    try {
      await listen();
    } catch (error) {
      await child.kill();
      throw error;
    }
    onStart(name, child);
    return {
      client: {
        get call() {
          return call;
        },
        async perform(command) {
          child.send({ nowMs: clock.nowMs(), request: notebook.request, command });
          const reply = await listen();
          if (reply.type !== 'performed') throw new Error(`the process of ${name} answered '${reply.type}'`);
          notebook.request = reply.request;
          ({ call } = reply);
          return reply.outcome;
        },
      },
      hangUp: child.kill,
    };
  };
}
