import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as passing } from 'node:timers/promises';

/** How long one may go on while all others stand still, in milliseconds. */
const sliceMs = 400;

/**
 * Runs commands in turns, a slice of time each, and stops all processes of the others meanwhile: for each, how many
 * seconds it was running from its start to its end. A machine's speed that changes from minute to minute is the same
 * for all of them, as it is not where one comes after the other. Linux only. Throws where a command ends badly.
 */
export async function secondsBySlices(commands: readonly (readonly string[])[]): Promise<number[]> {
  const all = commands.map(([file = '', ...args]) => {
    const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    signal(child, 'SIGSTOP');
    return { process: child, ended: once(child, 'exit'), ms: 0 };
  });
  try {
    for (let left = all; left.length > 0; left = left.filter(({ process: { exitCode } }) => exitCode === null)) {
      for (const one of left) {
        const startedMs = performance.now();
        signal(one.process, 'SIGCONT');
        await Promise.race([passing(sliceMs), one.ended]);
        signal(one.process, 'SIGSTOP');
        one.ms += performance.now() - startedMs;
        const { exitCode, signalCode, spawnargs } = one.process;
        if (signalCode !== null || (exitCode !== null && exitCode !== 0))
          throw new Error(`'${spawnargs.join(' ')}' ended with ${signalCode ?? exitCode}`);
      }
    }
  } finally {
    for (const one of all) signal(one.process, 'SIGKILL');
  }
  return all.map(({ ms }) => ms / 1000);
}

/** To a process and all that it has started. */
function signal({ pid, exitCode }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined || exitCode !== null) return;
  for (const one of withDescendants(pid)) {
    try {
      process.kill(one, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

function withDescendants(pid: number): number[] {
  const all = [pid];
  for (const one of all) {
    try {
      for (const thread of readdirSync(`/proc/${one}/task`)) {
        const children = readFileSync(`/proc/${one}/task/${thread}/children`, 'utf8').split(' ');
        all.push(...children.filter((child) => child !== '').map(Number));
      }
    } catch {
      // It has come to its end.
    }
  }
  return all;
}
