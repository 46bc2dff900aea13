import { hostname } from 'node:os';
import { EnvironmentError } from '../../kernel/environment-error.ts';
import { ownedName } from '../../kernel/owned-name.ts';
import type { Etcd3Client, Etcd3Module, Etcd3Place } from './module.ts';

/** Clients of etcd3 for one run after the other. */
export interface Etcd3Connection {
  /** The beginning of all keys that are written: no other connection has it. */
  readonly prefix: string;
  /** A client that no run uses: it moves time, and looks. */
  readonly control: Etcd3Client;
  /** Closes the client of the run before, and opens one: what a client counts and watches is no matter of the next run. */
  renew(): Etcd3Client;
  /** Calls etcd3. Throws `EnvironmentError` where etcd does not answer any more. */
  use<Result>(call: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/**
 * In the place of the circuit breaker: lets all calls through. The breaker counts the watches that a campaign has cancelled, and
 * then refuses calls for a while.
 */
const throughAll = { execute: async (call: () => unknown) => call() };

/** Connections of this process. */
let opened = 0;

/** Connects to etcd. `shown`: its addresses as they may be printed. Throws `EnvironmentError`. */
export async function connectEtcd3({ Etcd3 }: Etcd3Module, place: Etcd3Place, shown: string): Promise<Etcd3Connection> {
  const options = { ...place, faultHandling: { host: () => throughAll } };
  const control = new Etcd3(options);
  const ask = (): Promise<unknown> => control.get('faultbook').exec();
  let ofRun: Etcd3Client | null = null;
  try {
    await ask();
  } catch (error) {
    control.close();
    throw new EnvironmentError(`etcd at ${shown} does not answer: ${(error as Error).message}`, { cause: error });
  }
  opened += 1;
  return {
    prefix: `${ownedName('faultbook-', hostname())}-${opened}/`,
    control,
    renew() {
      ofRun?.close();
      ofRun = new Etcd3(options);
      return ofRun;
    },
    async use(call) {
      try {
        return await call();
      } catch (error) {
        const answers = await ask().then(
          () => true,
          () => false,
        );
        if (answers) throw error;
        throw new EnvironmentError(`etcd at ${shown} does not answer any more`, { cause: error });
      }
    },
    async close() {
      ofRun?.close();
      control.close();
    },
  };
}
