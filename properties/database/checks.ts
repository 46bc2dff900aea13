import type { ChildProcessByStdio } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ended } from '../cli/faultbook.ts';
import { runHere } from '../cli/in-process.ts';

export const root: string = join(import.meta.dirname, '../..');
export const bin: string = join(root, 'bin/faultbook.js');
export const lab: string = join(root, 'src/lab/main.ts');

export interface Child {
  readonly process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly ended: Promise<{ code: number | null; out: string; err: string }>;
}

/** Starts a program with this Node, in this folder. */
export function start(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  cwd: string = process.cwd(),
): Child {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, NO_COLOR: '1', ...environment },
    stdio: 'pipe',
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => (out += String(data)));
  child.stderr.on('data', (data) => (err += String(data)));
  return { process: child, ended: once(child, 'close').then(([code]) => ({ code: code as number | null, out, err })) };
}

/** Starts a check of the queue on the Postgres server at this address. */
export function check(url: string, more: readonly string[] = ['--runs', '5']): Child {
  return start([bin, 'check', 'queue', '--system', 'postgres', '--no-counterexamples', ...more], {
    DATABASE_URL: url,
  });
}

/** Checks the queue on the Postgres server at this address, in this process. */
export async function checkHere(url: string): Promise<Ended> {
  const usual = process.env['DATABASE_URL'];
  process.env['DATABASE_URL'] = url;
  try {
    const args = ['check', 'queue', '--system', 'postgres', '--no-counterexamples', '--runs', '5'];
    return await runHere(args, { cwd: root });
  } finally {
    if (usual === undefined) delete process.env['DATABASE_URL'];
    else process.env['DATABASE_URL'] = usual;
  }
}

/** The schema that a process has left on the server, with a table, because it was killed. */
export async function leftByKilled(url: string): Promise<string> {
  const program = `
    import { openPostgres } from '${root}/src/real/database/postgres-schemas.ts';
    const database = await openPostgres('CREATE TABLE jobs (id INTEGER)');
    console.log(database.schema);
    setInterval(() => undefined, 1000);`;
  const child = start(['--input-type=module-typescript', '--eval', program], { DATABASE_URL: url });
  const [line] = (await once(child.process.stdout, 'data')) as [Buffer];
  child.process.kill('SIGKILL');
  await child.ended;
  return String(line).trim();
}

/** What was printed on standard error but for the progress. */
export function errorsIn(err: string): string {
  return err.replaceAll(/^(?:checking|starting) .*\n/gm, '');
}

/** Waits for as long as it takes. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(20);
}
