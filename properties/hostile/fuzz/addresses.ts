import * as fc from 'fast-check';
import type { Attempt } from './attempt.ts';
import { hostileText } from './texts.ts';
import { keptTraces } from './traces.ts';

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
  `${password},x`,
  `x,${password}%2C`,
  `${password},http://x`,
  `:${password}`,
];

/** Mostly a part as it belongs there: an address with something strange in each part is refused for the first of them. */
function mostly(usual: string, ...strange: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant(usual) }, fc.oneof(...strange));
}

function addressOf(protocol: string): fc.Arbitrary<string> {
  return fc
    .record({
      protocol: mostly(protocol, fc.constantFrom('https://', 'mysql://', 'file://', 'POSTGRES://', 'http:/', 'x:', '')),
      user: mostly('user', fc.constantFrom('', 'us%2Fer', '%'), hostileText.map(encoded)),
      given: mostly(password, fc.constantFrom(...passwords)),
      host: mostly('127.0.0.1:1', fc.constantFrom(...hosts)),
      database: mostly('/db', fc.constantFrom('', '/', '/%', '/a/b'), hostileText.map(encoded), hostileText),
      query: mostly('', fc.constantFrom(...parameters), hostileText).map((text) => (text === '' ? '' : `?${text}`)),
    })
    .map(({ user, given, host, database, query, ...parts }) => {
      const path = database === '' || database.startsWith('/') ? database : `/${database}`;
      return `${parts.protocol}${user}:${given}@${host}${path}${query}`;
    });
}

/** A lone half of a pair cannot be encoded. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

const good = { 'good.json': keptTraces[0] ?? '' };

function attemptsAt(variable: string, protocol: string, args: readonly string[][]): fc.Arbitrary<Attempt> {
  return fc
    .tuple(
      fc.oneof(
        { weight: 6, arbitrary: addressOf(protocol) },
        hostileText.filter((text) => text !== ''),
      ),
      fc.constantFrom(...args),
    )
    .map(([address, given]) => ({ args: given, env: { [variable]: address }, files: good, passwords: [password] }));
}

/** The address of a database that is none, or reaches no server. */
export const addressAttempts: fc.Arbitrary<Attempt> = fc.oneof(
  {
    weight: 2,
    arbitrary: attemptsAt('DATABASE_URL', 'postgresql://', [
      ['check', 'queue', '--runs', '1', '--system', 'postgres'],
      ['check', 'booking', '--runs', '1', '--system', 'postgres', '--json'],
      ['replay', 'good.json', '--system', 'postgres'],
      ['matrix', 'booking'],
    ]),
  },
  attemptsAt('ETCD_ENDPOINTS', 'http://', [['check', 'authority', '--runs', '1', '--system', 'etcd']]),
);
