import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { DrivenVersions } from '../library-version.ts';
import { assertDriven, explainMissingLibrary } from '../library-version.ts';

/** A key of etcd. Numbers of 64 bits are texts. */
export interface Etcd3Entry {
  readonly value: Buffer;
  readonly create_revision: string;
  /** The id of the lease with which the key goes. */
  readonly lease: string;
}

/** The parts of a lock that are used here, all of them public. */
export interface Etcd3Lock {
  ttl(seconds: number): Etcd3Lock;
  acquire(): Promise<unknown>;
  release(): Promise<unknown>;
  leaseId(): Promise<string | null>;
}

/** The parts of a campaign that are used here: all public but `_isWaiting`, by which the tests of etcd3 know that a campaign has begun to wait. */
export interface Etcd3Campaign {
  on(event: 'elected' | '_isWaiting', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  getCampaignKey(): Promise<string>;
  resign(): Promise<void>;
}

export interface Etcd3Election {
  campaign(value: string): Etcd3Campaign;
  leader(): Promise<string | undefined>;
}

/** Keys with the same beginning. */
export interface Etcd3Namespace {
  lock(key: string): Etcd3Lock;
  election(name: string, ttlSeconds: number): Etcd3Election;
  get(key: string): { exec(): Promise<{ readonly kvs: readonly Etcd3Entry[] }> };
}

/** The parts of a client that are used here, all of them public. */
export interface Etcd3Client extends Etcd3Namespace {
  readonly leaseClient: { leaseRevoke(request: { readonly ID: string }): Promise<unknown> };
  namespace(prefix: string): Etcd3Namespace;
  close(): void;
}

/** Where etcd is: the addresses of its members, and who asks. */
export interface Etcd3Place {
  readonly hosts: readonly string[];
  readonly auth?: { readonly username: string; readonly password: string };
}

type ErrorClass = new (...given: never[]) => Error;

/** The package etcd3, and its version. */
export interface Etcd3Module {
  readonly version: string;
  readonly Etcd3: new (options: object) => Etcd3Client;
  readonly EtcdLockFailedError: ErrorClass;
  readonly EtcdLeaseInvalidError: ErrorClass;
}

const driven: DrivenVersions = { library: 'etcd3', oldest: '1.1.2', tooNew: '2.0.0', remedy: 'etcd3@1' };

/** Loads the package etcd3 of the project. Throws `EnvironmentError` where it is missing. */
export async function loadEtcd3(): Promise<Etcd3Module> {
  await import('etcd3').catch((error: unknown) => explainMissingLibrary(error, driven));
  return etcd3At(createRequire(import.meta.url).resolve('etcd3/package.json'));
}

/** Loads etcd3 by the path of its `package.json`. */
function etcd3At(path: string): Etcd3Module {
  const require = createRequire(path);
  const { version } = require(path) as { readonly version: string };
  return { ...(require(dirname(path)) as Etcd3Module), version };
}

/** Throws `EnvironmentError` where the adapter does not drive this version of etcd3. */
export function assertDrivableEtcd3({ version }: Pick<Etcd3Module, 'version'>): void {
  assertDriven(version, driven);
}
