import * as fc from 'fast-check';
import type { Attempt } from './attempt.ts';
import { hostileText } from './texts.ts';

const password = 'pass-4711-word';

/** Nothing answers at any of them. */
const hosts = [
  '127.0.0.1:1',
  '[::1]:1',
  '127.0.0.1:65536',
  '127.0.0.1:-1',
  '127.0.0.1:x',
  '%2Fno%2Fsocket',
  ':1',
  '127.0.0.1:1,127.0.0.1:1',
];

const parameters = [
  'sslmode=require',
  'sslmode=verify-full&sslrootcert=/no/such/file',
  'sslmode=nothing',
  'sslcert=/no/such&sslkey=.',
  'host=/no/such/folder',
  'port=x&host=127.0.0.1',
  'connect_timeout=-1',
  'connect_timeout=1e400',
  'options=-c%20search_path%3Dx',
  `password=${password}`,
  '%E0%A4%A=%',
];

const passwords = [
  password,
  `${password}@`,
  `${password}%0A%E2%80%AE`,
  `${password}/x`,
  `${password}#x`,
  `%${password}`,
  `:${password}`,
];

const address: fc.Arbitrary<string> = fc
  .record({
    protocol: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('postgresql://', 'postgres://') },
      fc.constantFrom('http://', 'https://', 'mysql://', 'file://', 'POSTGRESQL://', 'postgresql:/', 'javascript:', ''),
    ),
    user: fc.oneof(fc.constantFrom('', 'user', 'us%2Fer', '%'), hostileText.map(encoded)),
    given: fc.constantFrom(...passwords),
    host: fc.constantFrom(...hosts),
    database: fc.oneof(
      fc.constantFrom('', '/', '/db', '/%', '/a/b'),
      hostileText.map((text) => `/${encoded(text)}`),
      hostileText,
    ),
    query: fc.oneof(
      fc.constant(''),
      fc.constantFrom(...parameters).map((text) => `?${text}`),
      hostileText.map((text) => `?${text}`),
    ),
  })
  .map(({ protocol, user, given, host, database, query }) => `${protocol}${user}:${given}@${host}${database}${query}`);

/** A lone half of a pair cannot be encoded. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** The address of a database that is none, or reaches no server. */
export const addressAttempts: fc.Arbitrary<Attempt> = fc
  .record({
    address: fc.oneof({ weight: 6, arbitrary: address }, hostileText),
    args: fc.constantFrom<readonly string[]>(
      ['check', 'queue', '--runs', '1', '--system', 'postgres'],
      ['check', 'booking', '--runs', '1', '--system', 'postgres', '--json'],
      ['explore', 'queue', '--max-states', '50', '--system', 'postgres'],
      ['matrix', 'booking'],
      ['check', 'authority', '--runs', '1', '--system', 'etcd'],
      ['explore', 'authority', '--max-states', '50', '--system', 'etcd'],
    ),
  })
  .map(({ address: url, args }) => ({
    args,
    // An empty one is none: a server would be started.
    env: { [args.includes('etcd') ? 'ETCD_ENDPOINTS' : 'DATABASE_URL']: url === '' ? ' ' : url },
    files: {},
    passwords: [password],
  }));
