import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError } from '../../kernel/environment-error.ts';
import { ConnectionLost } from './connection-lost.ts';
import type { EtcdEndpoint } from './etcd-endpoints.ts';
import { parseEndpoint } from './etcd-endpoints.ts';
import { accessError, RefusedByEtcd, refusals } from './etcd-refusals.ts';

/** A key and what etcd counts about it. */
export interface EtcdEntry {
  readonly key: string;
  readonly value: string;
  /** How often it was written since it was made: 1 for the first time. */
  readonly version: number;
  /** The revision of the whole store in which it was made, and that in which it was last written. */
  readonly createRevision: number;
  readonly modRevision: number;
}

export interface EtcdSnapshot {
  /** The revision that was read: all of it is of the same one. */
  readonly revision: number;
  readonly entries: readonly EtcdEntry[];
}

/** What has to be so for a transaction to be carried out. */
export type Condition =
  /** No key that begins so has been written after this revision. */
  | { readonly type: 'unchangedSince'; readonly prefix: string; readonly revision: number }
  /** The key was made in this revision; 0: there is none. */
  | { readonly type: 'madeIn'; readonly key: string; readonly revision: number };

export interface Write {
  readonly key: string;
  readonly value: string;
  /** The lease with whose end the key goes. */
  readonly lease?: string;
}

/** A client of an etcd cluster, over the JSON gateway that every member has. */
export interface Etcd {
  /** Every key with this prefix, as a majority agrees on it, by way of any member. */
  read(prefix: string): Promise<EtcdSnapshot>;
  /**
   * Writes all of it if every condition holds, and nothing otherwise. Rejects with `ConnectionLost` where no answer came:
   * it may be done, or be done later, or never.
   */
  commit(conditions: readonly Condition[], writes: readonly Write[]): Promise<boolean>;
  removeAll(prefix: string): Promise<void>;
  /** A lease for so many seconds, by its id. */
  grantLease(seconds: number): Promise<string>;
  /** Lets it begin anew. Whether there still is one. */
  keepLease(lease: string): Promise<boolean>;
  close(): void;
}

export interface HowToAsk {
  /** Without an answer for so long, another member is asked. */
  readonly timeoutMs: number;
  /** Without an answer from any for so long, there is no etcd any more. */
  readonly patienceMs: number;
}

const usual: HowToAsk = { timeoutMs: 2000, patienceMs: 15_000 };

/** A client of the members at these addresses, as `parseEndpoint` takes them. Throws `EnvironmentError`. */
export function connectEtcd(addresses: readonly string[], { timeoutMs, patienceMs }: HowToAsk = usual): Etcd {
  const endpoints = addresses.map(parseEndpoint);
  const agent = new Agent({ keepAlive: true });
  const tokens = new Map<EtcdEndpoint, string | null>();
  let current = 0;
  let hasAnswered = false;

  /** Asks one member after the other until one answers. What is asked for has to be the same however often it is done. */
  async function ask(path: string, body: object): Promise<Answer> {
    const endMs = performance.now() + patienceMs;
    for (let tries = 1; ; tries += 1) {
      try {
        return await askOnce(path, body);
      } catch (error) {
        if (!(error instanceof ConnectionLost)) throw error;
        // Where no member has ever answered, one try each is enough.
        if (performance.now() > endMs || (!hasAnswered && tries >= endpoints.length))
          throw new EnvironmentError(
            `etcd at ${endpoints.map(({ shown }) => shown).join(', ')} does not answer: ${error.message}`,
            {
              cause: error,
            },
          );
        await sleep(20);
      }
    }
  }

  /** Asks the member that answered last; the next one is asked the next time where it does not. */
  async function askOnce(path: string, body: object): Promise<Answer> {
    const endpoint = endpoints[current % endpoints.length];
    if (endpoint === undefined) throw new EnvironmentError('no address of etcd is given');
    try {
      const answer = await post(endpoint, path, body, { agent, timeoutMs, token: await tokenAt(endpoint) });
      hasAnswered = true;
      return answer;
    } catch (error) {
      current += 1;
      if (!(error instanceof RefusedByEtcd)) throw error;
      if (error.code !== refusals.badToken) throw accessError(endpoint, error);
      // Nothing was done, and the next attempt logs in again.
      tokens.delete(endpoint);
      throw new ConnectionLost(`${endpoint.shown}: ${error.message}`, { cause: error });
    }
  }

  /** The token of the login at this member; `null` where the address has no user, or the member knows no users. */
  async function tokenAt(endpoint: EtcdEndpoint): Promise<string | null> {
    if (endpoint.login === null) return null;
    const known = tokens.get(endpoint);
    if (known !== undefined) return known;
    const answer = await post(endpoint, '/v3/auth/authenticate', endpoint.login, {
      agent,
      timeoutMs,
      token: null,
    }).catch((error: unknown): Answer => {
      if (error instanceof RefusedByEtcd && error.code === refusals.noUsers) return {};
      throw error;
    });
    const token = answer.token ?? null;
    tokens.set(endpoint, token);
    return token;
  }

  return {
    async read(prefix) {
      const { header, kvs = [] } = await ask('/v3/kv/range', rangeOf(prefix));
      return { revision: Number(header?.revision), entries: kvs.map(entryOf) };
    },
    async commit(conditions, writes) {
      const success = writes.map(({ key, value, lease = '0' }) => ({
        request_put: { key: encode(key), value: encode(value), lease },
      }));
      const { succeeded = false } = await askOnce('/v3/kv/txn', { compare: conditions.map(compareOf), success });
      return succeeded;
    },
    removeAll: async (prefix) => void (await ask('/v3/kv/deleterange', rangeOf(prefix))),
    grantLease: async (seconds) => (await ask('/v3/lease/grant', { TTL: seconds })).ID ?? '',
    keepLease: async (lease) => Number((await ask('/v3/lease/keepalive', { ID: lease })).result?.TTL ?? 0) > 0,
    close: () => agent.destroy(),
  };
}

/** What the gateway answers with: numbers of 64 bits are texts, and what is empty is left out. */
interface Answer {
  readonly header?: { readonly revision: string };
  readonly kvs?: readonly {
    readonly key: string;
    readonly value?: string;
    readonly version: string;
    readonly create_revision: string;
    readonly mod_revision: string;
  }[];
  readonly succeeded?: boolean;
  readonly ID?: string;
  readonly token?: string;
  readonly result?: { readonly TTL?: string };
  readonly error?: string;
  readonly code?: number;
}

/** The answers that leave open what was done: a time-out, no leader or another leader, a member that is going down. */
const unknownResult = new Set([4, 13, 14]);

interface HowToPost {
  readonly agent: Agent;
  readonly timeoutMs: number;
  readonly token: string | null;
}

function post(
  endpoint: EtcdEndpoint,
  path: string,
  body: object,
  { agent, timeoutMs, token }: HowToPost,
): Promise<Answer> {
  const lost = (why: string, cause?: unknown): ConnectionLost =>
    new ConnectionLost(`${endpoint.shown}: ${why}`, { cause });
  const headers = token === null ? {} : { authorization: token };
  return new Promise((resolve, reject) => {
    const sent = request(
      { ...endpoint.place, path, method: 'POST', headers, agent, timeout: timeoutMs },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('error', (error) => reject(lost(error.message, error)));
        response.on('end', () => {
          const answer = parse(text);
          if (answer === null)
            reject(new EnvironmentError(`what answers at ${endpoint.shown} is no etcd: ${text.slice(0, 60).trim()}`));
          else if (answer.error === undefined) resolve(answer);
          else if (unknownResult.has(answer.code ?? 0)) reject(lost(answer.error));
          else reject(new RefusedByEtcd(`etcd refuses ${path}: ${answer.error}`, answer.code ?? 0));
        });
      },
    );
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    sent.on('error', (error) => reject(lost(error.message, error)));
    sent.end(JSON.stringify(body));
  });
}

function parse(text: string): Answer | null {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === 'object' ? answer : null;
  } catch {
    return null;
  }
}

function compareOf(condition: Condition): object {
  if (condition.type === 'madeIn')
    return {
      key: encode(condition.key),
      target: 'CREATE',
      result: 'EQUAL',
      create_revision: String(condition.revision),
    };
  return { ...rangeOf(condition.prefix), target: 'MOD', result: 'LESS', mod_revision: String(condition.revision + 1) };
}

/** The keys that begin so end before the text with its last letter raised by one. */
function rangeOf(prefix: string): { readonly key: string; readonly range_end: string } {
  const end = prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
  return { key: encode(prefix), range_end: encode(end) };
}

function entryOf(kv: NonNullable<Answer['kvs']>[number]): EtcdEntry {
  return {
    key: decode(kv.key),
    value: decode(kv.value ?? ''),
    version: Number(kv.version),
    createRevision: Number(kv.create_revision),
    modRevision: Number(kv.mod_revision),
  };
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64');
}

function decode(text: string): string {
  return Buffer.from(text, 'base64').toString();
}
