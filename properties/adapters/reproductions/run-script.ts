import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEtcd } from '../../../src/real/database/etcd-server.ts';
import { startPostgres } from '../../../src/real/database/postgres-server.ts';
import { startRedis } from '../../../src/real/database/redis-server.ts';
import type { ProgramEnd } from '../hunt/run-program.ts';
import { runProgram } from '../hunt/run-program.ts';
import { folderOfVersion } from '../versions.ts';

const root = join(import.meta.dirname, '../../..');
const scripts = join(root, 'examples/reproductions');

/** A server of its own for a script, as the variable of the environment that names it. */
async function startServer(
  server: Server,
): Promise<{ readonly environment: Record<string, string>; stop(): Promise<void> }> {
  if (server === 'Redis') {
    const { address, stop } = await startRedis();
    return { environment: { REDIS_URL: address }, stop };
  }
  if (server === 'etcd') {
    const { endpoint, stop } = await startEtcd({ name: 'alone', electionMs: 1_000 });
    return { environment: { ETCD_ENDPOINTS: endpoint }, stop };
  }
  const { url, stop } = await startPostgres();
  return { environment: { DATABASE_URL: url }, stop };
}

/** Where a script keeps its jobs or locks. */
export type Server = 'Redis' | 'Postgres' | 'etcd';

/** Runs a script with a version of a library and a new server, as in a project that has installed this version alone. */
export async function runScript(
  name: string,
  { library, version, server }: { readonly library: string; readonly version: string; readonly server: Server },
): Promise<ProgramEnd> {
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-reproduction-'));
  const { environment, stop } = await startServer(server);
  try {
    const modules = join(folder, 'node_modules');
    mkdirSync(modules);
    for (const driver of ['pg', 'ioredis']) symlinkSync(join(root, 'node_modules', driver), join(modules, driver));
    symlinkSync(folderOfVersion(library, version), join(modules, library));
    copyFileSync(join(scripts, name), join(folder, name));
    const signal = new AbortController().signal;
    return await runProgram([join(folder, name)], { folder, environment, limitSeconds: 300, signal });
  } finally {
    await stop();
    rmSync(folder, { recursive: true });
  }
}
