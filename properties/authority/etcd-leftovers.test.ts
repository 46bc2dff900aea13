import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { isLeftover } from '../../src/kernel/owned-name.ts';
import { allWorlds, deleteLeftovers, officeKey, signKey, signOf } from '../../src/real/authority/etcd/leftovers.ts';
import { freshPrefix, sharedSession } from '../../src/real/authority/etcd/session.ts';
import { openEtcdStore } from '../../src/real/authority/etcd/store.ts';
import { etcdEndpoints, startEtcd } from '../../src/real/database/etcd-server.ts';
import { clearLeftovers } from '../../src/real/database/temporary-folder.ts';
import { lacking } from './etcd.ts';

const moduleAt = (path: string): string =>
  JSON.stringify(pathToFileURL(join(import.meta.dirname, '../../src/real', path)).href);

/** A process that begins a world on etcd, and then does this. What it printed: the prefix of its world. */
async function worldOf(then: string): Promise<string> {
  const code = `
    const { freshPrefix, sharedSession } = await import(${moduleAt('authority/etcd/session.ts')});
    const { openEtcdStore } = await import(${moduleAt('authority/etcd/store.ts')});
    const prefix = freshPrefix();
    const store = await openEtcdStore(await sharedSession(), prefix);
    await store.addServer('s1', 30_000);
    process.stdout.write(prefix, () => { ${then} });`;
  const env = { ...process.env, ETCD_ENDPOINTS: (await etcdEndpoints()).join(',') };
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { env, encoding: 'utf8' });
  return stdout;
}

const killed = "process.kill(process.pid, 'SIGKILL')";

describe.skipIf(lacking !== null)('keys of a killed run on etcd', () => {
  test('are deleted by the next run, and those of a run that lives are not', async () => {
    const { etcd, ...session } = await sharedSession();
    const own = freshPrefix();
    const store = await openEtcdStore({ etcd, ...session }, own);
    await store.addServer('s1', 30_000);
    const before = await etcd.read(own);
    const left = await worldOf(killed);
    // The office, the sign, a server, and the mark of the change that added it.
    expect((await etcd.read(left)).entries).toHaveLength(4);
    const next = await worldOf('process.exit()');
    expect((await etcd.read(left)).entries).toEqual([]);
    expect(await etcd.read(own)).toMatchObject({ entries: before.entries });
    await deleteLeftovers(etcd);
    expect((await etcd.read(next)).entries).toEqual([]);
    await store.close();
  });

  test('of another machine are deleted when its lease has ended, and not before', async () => {
    const { etcd, lease } = await sharedSession();
    const prefix = freshPrefix();
    const elsewhere = signOf(prefix).replace(/ of .*$/, ` of 0123456789ab-999999`);
    await etcd.commit(
      [],
      [
        { key: officeKey(prefix), value: 'holder', lease },
        { key: signKey(prefix), value: elsewhere },
      ],
    );
    await deleteLeftovers(etcd);
    expect((await etcd.read(prefix)).entries).toHaveLength(2);
    // As the end of the lease would.
    await etcd.removeAll(officeKey(prefix));
    await deleteLeftovers(etcd);
    expect((await etcd.read(prefix)).entries).toEqual([]);
  });

  test('are known by their sign: keys of others below the same prefix stay', async () => {
    const { etcd } = await sharedSession();
    const [mine, other] = [freshPrefix(), freshPrefix()];
    const keys = [
      { key: `${mine}x`, value: 'mine' },
      { key: signKey(mine), value: 'mine' },
      { key: signKey(`${mine}deeper/`), value: signOf(other) },
      { key: `${allWorlds}sign`, value: signOf(mine) },
    ];
    await etcd.commit([], keys);
    await deleteLeftovers(etcd);
    const stayed = (await etcd.read(allWorlds)).entries.map(({ key }) => key);
    expect(stayed).toEqual(expect.arrayContaining(keys.map(({ key }) => key)));
    await etcd.removeAll(mine);
    await etcd.removeAll(`${allWorlds}sign`);
  });
});

describe.skipIf(lacking !== null)('the folder of an etcd whose keeper was killed', () => {
  test('is removed by the next process', async () => {
    const { endpoint, pid } = await startEtcd({ name: 'orphan', electionMs: 1000 });
    const folder = dirname(endpoint.slice('unix:'.length));
    const keeper = Number(/-(\d+)-\w+$/.exec(basename(folder))?.[1]);
    clearLeftovers(dirname(folder));
    expect(existsSync(folder)).toBe(true);
    process.kill(keeper, 'SIGKILL');
    await expect.poll(() => isLeftover(basename(folder), 'faultbook-', hostname()), { timeout: 60_000 }).toBe(true);
    clearLeftovers(dirname(folder));
    expect(existsSync(folder)).toBe(false);
    // It would end by itself, half a minute after the loss of its folder.
    process.kill(pid, 'SIGKILL');
  });
});
