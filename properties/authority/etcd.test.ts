import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test, vi } from 'vitest';
import type { AuthorityCommand, AuthorityPolicies } from '../../src/alphabets/authority.ts';
import { check } from '../../src/check/check.ts';
import { runToViolation } from '../../src/check/run.ts';
import { readFailureModes, runsAmong } from '../../src/corpus/failure-modes.ts';
import { EnvironmentError } from '../../src/kernel/environment-error.ts';
import { restrictTo, setUp } from '../../src/kernel/setup.ts';
import { allPolicies, policiesWithout } from '../../src/kernel/subject.ts';
import type { AuthorityScope } from '../../src/model/authority/state.ts';
import { startAuthority } from '../../src/real/authority/authority.ts';
import { officeKey, signKey } from '../../src/real/authority/etcd/leftovers.ts';
import { freshPrefix, sharedSession } from '../../src/real/authority/etcd/session.ts';
import { openEtcdStore } from '../../src/real/authority/etcd/store.ts';
import { connectEtcd } from '../../src/real/database/etcd.ts';
import { authority } from '../../src/subjects/authority/subject.ts';
import { authorityWorldOf } from '../../src/subjects/authority/systems.ts';
import { errorsIn } from '../database/checks.ts';
import { lastOutcome } from '../subjects/last-outcome.ts';
import { scopeOf } from '../subjects/worlds.ts';
import { lacking, losingReplies } from './etcd.ts';

const policies = allPolicies(authority) as AuthorityPolicies;
const small = scopeOf(authority, 'small') as AuthorityScope;
const medium = scopeOf(authority, 'medium') as AuthorityScope;
const admission = { mostActive: 2, throttledFrom: 0, isThrottled: true };
const root = join(import.meta.dirname, '../..');
const modes = runsAmong(await readFailureModes(join(root, 'failure_modes'))).filter(
  ({ subject }) => subject === 'authority',
);

describe.skipIf(lacking !== null)('authority on etcd', () => {
  test('agrees with its model', async () => {
    const options = { system: 'etcd', policies, scope: medium, length: 20, seed: 1 };
    expect(await check(authority, { ...options, runs: 20 })).toMatchObject({ counterexample: null, runs: 20 });
  });

  test('agrees with its model when answers of etcd are lost: each effect occurs once', async () => {
    const session = await sharedSession();
    const lost = new Set<string>();
    const system = {
      name: 'lossy',
      open: async ({ scope }: { readonly scope: AuthorityScope }) => {
        const etcd = losingReplies(session.etcd);
        const store = await openEtcdStore({ ...session, etcd }, freshPrefix());
        const close = async (): Promise<void> => {
          for (const fate of etcd.lost) lost.add(fate);
          await store.close();
        };
        return startAuthority({ ...store, close }, policies, authorityWorldOf(scope));
      },
    };
    const options = { system: 'lossy', policies, scope: medium, length: 20, seed: 2 };
    const report = await check({ ...authority, systems: [system] }, { ...options, runs: 8 });
    expect(report).toMatchObject({ counterexample: null, runs: 8 });
    expect(lost).toEqual(new Set(['done', 'never', 'late']));
  });

  test('agrees with it where new transfers are throttled', async () => {
    const pair = setUp(authority, { system: 'etcd', policies, scope: scopeOf(authority, 'rush') as AuthorityScope });
    const crossing = (player: string): AuthorityCommand => ({ type: 'request', server: 's1', player, to: 's2' });
    const crowd = ['p1', 'p2', 'p3'].map(crossing);
    expect(await lastOutcome(pair, crowd)).toEqual({ type: 'throttled' });
    expect(await lastOutcome(pair, [...crowd, { type: 'tick', byMs: 10 }, crossing('p3')])).toEqual({
      type: 'requested',
    });
  });

  test('refuses what has to be refused', async () => {
    for (const { commands, without = [] } of authority.manualRuns) {
      const off = policiesWithout(authority, without) as AuthorityPolicies;
      expect(
        await runToViolation(setUp(authority, { system: 'etcd', policies: off, scope: small }), commands),
      ).toBeNull();
    }
  });

  // Its members are etcd's own, and whoever switches `quorum` off switches nothing off here: it counts the grants itself.
  const [ofMembers, ofAll] = [true, false].map((isWanted) =>
    modes.filter(({ without }) => without.includes('quorum') === isWanted),
  );

  test.each(ofMembers ?? [])('does not show $id: one token is one grant whatever the members say', async (mode) => {
    const off = policiesWithout(authority, mode.without) as AuthorityPolicies;
    const pair = setUp(authority, { system: 'etcd', policies: off, scope: mode.scope as AuthorityScope });
    const found = await runToViolation(pair, mode.commands as readonly AuthorityCommand[]);
    expect(found?.violation).toMatchObject({ kind: 'divergence', at: mode.commands.length - 1 });
    expect(found?.violation.details).toContain('token');
  });

  test.each(ofAll ?? [])('shows $id', async ({ without, scope, commands, recovery = [], breaks }) => {
    const off = policiesWithout(authority, without) as AuthorityPolicies;
    const pair = setUp(authority, { system: 'etcd', policies: off, scope: scope as AuthorityScope });
    const run = [...commands, ...recovery] as AuthorityCommand[];
    const violations = [
      ...breaks.during.map((name) => ({ kind: 'invariant', name, side: 'both' }) as const),
      ...breaks.settled.map((name) => ({ kind: 'settled', name, side: 'both' }) as const),
    ];
    expect(violations.length).toBeGreaterThan(0);
    for (const violation of violations)
      expect((await runToViolation(restrictTo(pair, violation), run))?.violation).toMatchObject(violation);
  });

  test('shows every key of it, and leaves none', async () => {
    const { etcd, lease } = await sharedSession();
    const prefix = freshPrefix();
    const system = await startAuthority(
      await openEtcdStore({ etcd, lease }, prefix),
      policies,
      authorityWorldOf(medium),
    );
    await system.perform({ type: 'request', server: 's1', player: 'p1', to: 's2' });
    const { entries } = await etcd.read(prefix);
    const tampered: Readonly<Record<string, readonly unknown[]>> = {
      servers: [0],
      authority: ['s2', 's1'],
      saved: [
        { version: 7, isDamaged: false },
        { version: 0, isDamaged: true },
      ],
      transfer: [
        { count: 7, active: null },
        { count: 0, active: { to: 's1', endsAtMs: 7 } },
      ],
      owner: ['s1'],
      places: [[], ['p1', 'world']],
    };
    const kinds = new Set<string>();
    for (const { key, value } of entries) {
      const kind =
        Object.keys(tampered).find((name) => key.startsWith(`${prefix}${name}`) || key.endsWith(`/${name}`)) ?? '';
      if (key === officeKey(prefix) || key === signKey(prefix) || key.startsWith(`${prefix}marks/`)) continue;
      kinds.add(kind);
      for (const other of tampered[kind] ?? []) {
        const before = await system.view();
        await etcd.commit([], [{ key, value: JSON.stringify({ mark: '', value: other }) }]);
        expect(await system.view(), `${key}: ${JSON.stringify(other)} for ${value}`).not.toEqual(before);
      }
    }
    expect([...kinds].toSorted()).toEqual(Object.keys(tampered).toSorted());
    await system.close();
    expect((await etcd.read(prefix)).entries).toEqual([]);
  });

  test('a deposed coordinator writes nothing, while a server with the token still does', async () => {
    const session = await sharedSession();
    const prefix = freshPrefix();
    const first = await openEtcdStore(session, prefix);
    await first.addServer('s1', 30_000);
    await first.addPlayer('p1', 's1');
    await expect(openEtcdStore(session, prefix)).rejects.toThrow('another coordinator is in office');
    // As the end of its lease would.
    await session.etcd.removeAll(`${prefix}office`);
    const before = await first.read();
    const late = [
      () => first.grant('p1', 's1'),
      () => first.renewLease('s1', 60_000),
      () =>
        first.openTransfer({
          player: 'p1',
          to: 's1',
          nowMs: 0,
          endsAtMs: 1,
          admission: { ...admission, mostActive: null },
        }),
    ];
    for (const write of late) await expect(write()).rejects.toThrow('this coordinator is out of office');
    const second = await openEtcdStore(session, prefix);
    for (const write of late) await expect(write()).rejects.toThrow('this coordinator is out of office');
    expect(await second.read()).toEqual(before);
    expect(await second.grant('p1', 's1')).toMatchObject({ token: 2 });
    const save = { player: 'p1', version: 1, isDamaged: false };
    expect(await first.save({ ...save, token: 1 }, { isOn: true })).toEqual({ type: 'stale', token: 2 });
    expect(await first.save({ ...save, token: 2 }, { isOn: true })).toEqual({ type: 'saved' });
    await second.close();
  });

  test('of two who write at the same time, one is second, and nothing is lost', async () => {
    const session = await sharedSession();
    const store = await openEtcdStore(session, freshPrefix());
    for (const player of ['p1', 'p2', 'p3']) await store.addPlayer(player, 's1');
    const wish = { to: 's2', nowMs: 0, endsAtMs: 1, admission };
    const opened = await Promise.all(['p1', 'p2', 'p3'].map((player) => store.openTransfer({ ...wish, player })));
    expect(opened.map(({ type }) => type).toSorted()).toEqual(['opened', 'opened', 'queueFull']);
    const throttled = { ...wish, nowMs: 1, admission: { ...admission, mostActive: null, throttledFrom: 1 } };
    const repeated = await Promise.all(
      ['p1', 'p2', 'p3'].map((player) => store.openTransfer({ ...throttled, player })),
    );
    expect(repeated.map(({ type }) => type).toSorted()).toEqual(['opened', 'throttled', 'throttled']);
    const grants = await Promise.all(['s1', 's2', 's1', 's2'].map((to) => store.grant('p1', to)));
    expect(new Set(grants.map(({ token }) => token))).toEqual(new Set([2, 3, 4, 5]));
    await store.close();
  });
});

test('a server that is no etcd, or no longer runs, is reported in one line', async () => {
  const other = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const read = async (endpoint: string): Promise<unknown> => connectEtcd([endpoint]).read('faultbook/');
  await expect(read('localhost:2379')).rejects.toThrow(
    /^'localhost:2379' is no address of etcd: it does not look like http:\/\/127\.0\.0\.1:2379, or /,
  );
  await expect(read('http://127.0.0.1:1')).rejects.toThrow(
    /^etcd at http:\/\/127\.0\.0\.1:1 does not answer: .*ECONNREFUSED/,
  );
  await expect(read(`http://127.0.0.1:${port}`)).rejects.toThrow(
    new EnvironmentError(`what answers at http://127.0.0.1:${port} is no etcd: hello`),
  );
  other.close();
});

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The command line as a user runs it, in a place for temporary files of its own. */
function checkOnEtcd(environment: Readonly<Record<string, string>>, runs = 3): ReturnType<typeof start> {
  return start(['check', 'authority', '--system', 'etcd', '--runs', String(runs), '--no-counterexamples'], environment);
}

function start(args: readonly string[], environment: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-test-'));
  folders.push(folder);
  const child = spawn(process.execPath, [join(root, 'bin/faultbook.js'), ...args], {
    env: { ...process.env, NO_COLOR: '1', TMPDIR: folder, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => (out += String(data)));
  child.stderr.on('data', (data) => (err += String(data)));
  return { child, folder, ended: once(child, 'close').then(([code]) => ({ code: code as number | null, out, err })) };
}

describe('faultbook check authority --system etcd', () => {
  test('ends with one line and exit code 2 where there is no etcd', async () => {
    const { code, out, err } = await checkOnEtcd({ PATH: dirname(process.execPath) }).ended;
    expect([code, out]).toEqual([2, '']);
    // A busy machine may need two seconds to find that out, and says that it starts a server.
    expect(errorsIn(err)).toBe(
      'faultbook: no etcd: install etcd (Debian: etcd-server), or name one in ETCD_ENDPOINTS\n',
    );
  });

  test.skipIf(lacking !== null)('leaves nothing when it is killed', async () => {
    const { child, folder, ended } = checkOnEtcd({ ETCD_ENDPOINTS: '' }, 1_000_000);
    while (!readdirSync(folder).some((name) => name.startsWith('faultbook-'))) await sleep(20);
    child.kill('SIGKILL');
    expect((await ended).code).toBeNull();
    await expect
      .poll(() => readdirSync(folder).filter((name) => name.startsWith('faultbook-')), { timeout: 60_000 })
      .toEqual([]);
  });
});

test('an etcd that gives no answer is of the environment, and no silence of the system', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  vi.stubEnv('ETCD_ENDPOINTS', `http://127.0.0.1:${(silent.address() as AddressInfo).port}`);
  const { assertReachable } = setUp(authority, { system: 'etcd', policies, scope: small });
  try {
    const asked = assertReachable?.();
    await expect(asked).rejects.toThrow(EnvironmentError);
    await expect(asked).rejects.toThrow(/^etcd at http:.* does not answer: .* no answer within 2000 ms$/);
  } finally {
    vi.unstubAllEnvs();
    silent.closeAllConnections();
    silent.close();
  }
});
