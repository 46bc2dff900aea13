import { request } from 'node:http';
import type { Transfers } from '../../src/real/authority/etcd/keys.ts';

/** One key written, in the order in which it was. */
export interface Written {
  readonly revision: number;
  /** Without the prefix of its world. */
  readonly key: string;
  /** How often it was written by then. */
  readonly version: number;
  readonly mark: string;
  readonly value: unknown;
}

/** Everything that was ever written below a prefix, as this member has it, up to the key that is the last. */
export function historyOf(endpoint: string, prefix: string, last: string): Promise<Written[]> {
  const encode = (text: string): string => Buffer.from(text).toString('base64');
  const range = { key: encode(prefix), range_end: encode(`${prefix.slice(0, -1)}0`) };
  return new Promise((resolve, reject) => {
    const written: Written[] = [];
    const socketPath = endpoint.slice('unix:'.length);
    const sent = request({ socketPath, path: '/v3/watch', method: 'POST', agent: false }, (response) => {
      response.on('error', reject);
      let rest = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        lines.forEach(take);
      });

      function take(line: string): void {
        for (const { kv } of (JSON.parse(line) as Watched).result?.events ?? []) {
          const one = writtenOf(kv, prefix);
          if (one.key === last) {
            sent.destroy();
            return resolve(written);
          }
          written.push(one);
        }
      }
    });
    sent.on('error', reject);
    sent.end(JSON.stringify({ create_request: { ...range, start_revision: '1' } }));
  });
}

interface Watched {
  readonly result?: { readonly events?: readonly { readonly kv: Kv }[] };
}
interface Kv {
  readonly key: string;
  readonly value?: string;
  readonly version?: string;
  readonly mod_revision: string;
}

function writtenOf({ key, value = '', version = '0', mod_revision: revision }: Kv, prefix: string): Written {
  const text = Buffer.from(value, 'base64').toString();
  const content = (text.startsWith('{') ? JSON.parse(text) : { mark: text, value: null }) as {
    mark: string;
    value: unknown;
  };
  const name = Buffer.from(key, 'base64').toString().slice(prefix.length);
  return { revision: Number(revision), key: name, version: Number(version), ...content };
}

/** What of a history is not as it has to be, in a few words each; where no server failed, so that players go by transfers alone. */
export function wrongIn(history: readonly Written[]): string[] {
  const wrong: string[] = [];
  const last = new Map<string, Written>();
  const revisions = new Map<string, number>();
  for (const written of history) {
    const { key, revision, version, mark } = written;
    const where = `${key} in revision ${revision}`;
    const before = last.get(key);
    if (version !== (before?.version ?? 0) + 1)
      wrong.push(`${where}: version ${version} after ${before?.version ?? 0}`);
    if (mark !== '' && (revisions.get(mark) ?? revision) !== revision) wrong.push(`${where}: done twice`);
    revisions.set(mark, revision);
    if (before !== undefined) wrong.push(...wrongChange(where, before, written, last, history));
    last.set(key, written);
  }
  return wrong;
}

function wrongChange(
  where: string,
  before: Written,
  { key, value, revision }: Written,
  last: ReadonlyMap<string, Written>,
  history: readonly Written[],
): string[] {
  if (key.endsWith('/saved')) {
    const [older, newer] = [before.value, value] as { version: number }[];
    return (newer?.version ?? 0) > (older?.version ?? 0) ? [] : [`${where}: an older state over a newer one`];
  }
  if (!key.endsWith('/authority')) return [];
  const transferKey = key.replace('/authority', '/transfer');
  // Both are written at once: the transfer as it was before that counts.
  const beforeThis = history.findLast((one) => one.key === transferKey && one.revision < revision);
  const now = history.find((one) => one.key === transferKey && one.revision === revision);
  const { active } = (beforeThis?.value ?? { active: null }) as Transfers;
  return [
    ...(active?.to === value ? [] : [`${where}: ${String(value)} has it, and nobody had handed it over`]),
    ...((now?.value as Transfers | undefined)?.active === null ? [] : [`${where}: the transfer is not over`]),
    ...(last.has(transferKey) ? [] : [`${where}: there never was a transfer`]),
  ];
}
