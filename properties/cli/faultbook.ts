import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface HowToRun {
  /** Where it is run: what a check finds is kept there. */
  readonly cwd: string;
  /** The clone of which the command line is run; this one if none is named. */
  readonly root?: string;
  /** The module of the clone that is run; that of `faultbook` if none is named. */
  readonly entry?: string;
  /** The user that runs it; this one if none is named. */
  readonly as?: { readonly uid?: number; readonly gid?: number };
  /** Sends SIGINT, once, as soon as this is true, of what it has told. */
  readonly interruptAt?: (reported: string) => boolean;
}

/** Runs the command line as a user does. */
export function runFaultbook(
  args: readonly string[],
  { cwd, root = join(import.meta.dirname, '../..'), entry = 'bin/faultbook.js', as, interruptAt }: HowToRun,
): Promise<Ended> {
  // What it starts itself is no part of the tests that are running.
  const inherited = Object.entries(process.env).filter(([name]) => !/^VITEST|^NODE_ENV$|^TEST$/.test(name));
  const env = { ...Object.fromEntries(inherited), NO_COLOR: '1' };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, entry), ...args], { cwd, env, ...as });
    let out = '';
    let err = '';
    // Once: a second one asks for more than the first.
    const looking = setInterval(() => {
      if (interruptAt?.(out + err) !== true) return;
      clearInterval(looking);
      child.kill('SIGINT');
    }, 20);
    child.stdout.on('data', (data: Buffer) => (out += String(data)));
    child.stderr.on('data', (data: Buffer) => (err += String(data)));
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(looking);
      resolve({ code, out, err });
    });
  });
}
