import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { makeTemporaryFolder } from './temporary-folder.ts';

/**
 * A process that keeps a member of etcd for as long as its standard input is open. When its parent ends, even by SIGKILL,
 * the input is closed, and the member ends, and its folder is removed if the keeper has made it. It prints one line: where
 * the member is, or why it could not start. The member listens on sockets in its folder and on no port, so no port can be in
 * use.
 *
 * Arguments: the member's name, how many milliseconds without its leader make it stand for election, and the folder and the
 * members of its cluster, if it belongs to a cluster.
 */
const { name, electionMs, cluster } = JSON.parse(process.argv[2] ?? '') as {
  readonly name: string;
  readonly electionMs: number;
  readonly cluster?: { readonly folder: string; readonly peers: Readonly<Record<string, string>> };
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.stdin.destroy());
// The parent may end before the line is printed.
for (const stream of [process.stdin, process.stdout]) stream.on('error', () => undefined);
process.stdin.resume();
const released = new Promise((resolve) => process.stdin.once('close', resolve));

const folder = cluster?.folder ?? makeTemporaryFolder();
try {
  await keep();
} catch (error) {
  printLine({ failed: (error as Error).message });
} finally {
  if (cluster === undefined) rmSync(folder, { recursive: true, force: true });
}
// Standard input may be open still where there was no member to keep.
process.stdin.destroy();

async function keep(): Promise<void> {
  const peers = cluster?.peers ?? { [name]: `unix://${name}:2` };
  const options = {
    name,
    'data-dir': `${name}.data`,
    'listen-client-urls': `unix://${name}:1`,
    'advertise-client-urls': `unix://${name}:1`,
    'listen-peer-urls': `unix://${name}:2`,
    'initial-advertise-peer-urls': peers[name],
    'initial-cluster': Object.entries(peers)
      .map(([peer, url]) => `${peer}=${url}`)
      .join(','),
    'heartbeat-interval': electionMs / 10,
    'election-timeout': electionMs,
    'auto-compaction-mode': 'revision',
    'auto-compaction-retention': 100_000,
    // So it says when it is ready.
    'log-level': 'info',
  };
  const args = Object.entries(options).map(([option, value]) => `--${option}=${value}`);
  // Its environment could set options that are not set here.
  const environment = Object.entries(process.env).filter(([variable]) => !variable.startsWith('ETCD'));
  // What a member that was killed has left.
  for (const socket of [1, 2]) rmSync(join(folder, `${name}:${socket}`), { force: true });
  const member = spawn('etcd', args, {
    cwd: folder,
    env: Object.fromEntries(environment),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // Rejects where there is no such program.
  await once(member, 'spawn');
  const ended = once(member, 'exit');
  const refusal = await Promise.race([
    isReady(member.stderr),
    released.then(() => 'the keeper has to end before it is ready'),
  ]);
  if (refusal === null) {
    printLine({ endpoint: `unix:${join(folder, `${name}:1`)}`, pid: member.pid ?? 0 });
    await Promise.race([released, ended]);
  }
  // Unwritten output is not needed: an immediate end, not an orderly one.
  member.kill('SIGKILL');
  await ended;
  if (refusal !== null) throw new Error(refusal);
}

function printLine(line: { endpoint: string; pid: number } | { failed: string }): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/**
 * Reads the member's output until it is ready: `null`. Where it ends before, the end of its output. Without a reader the
 * member would stop.
 */
function isReady(stream: Readable): Promise<string | null> {
  return new Promise((resolve) => {
    let text = '';
    stream.on('data', (chunk) => {
      if (text.length < 100_000) text += String(chunk);
      if (text.includes('serving insecure client requests')) resolve(null);
    });
    stream.on('end', () => resolve(text.trim().split('\n').at(-1) ?? 'it ended without a word'));
  });
}
