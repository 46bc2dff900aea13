import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { moduleAt } from '../../../kernel/module-at.ts';
import type { NodeBirth, ReplyOfNode, OrderToNode } from './orders.ts';

const main = fileURLToPath(moduleAt('real/authority/process/main'));

/** A server that runs as a process. */
export interface NodeProcess {
  readonly pid: number;
  /** The signal that ended the process; `null` while the process runs. */
  readonly endedBy: NodeJS.Signals | null;
  /** Resolves with the reply. Rejects if the process has ended. */
  send(order: OrderToNode): Promise<unknown>;
  /** Kills the process by SIGKILL. Resolves when the process has ended. */
  kill(): Promise<void>;
}

/** Starts a server as a process. Resolves when the server is connected. */
export async function startNodeProcess(birth: NodeBirth): Promise<NodeProcess> {
  const { name } = birth;
  const child = spawn(process.execPath, [main, JSON.stringify(birth)], { stdio: 'pipe' });
  const ended = once(child, 'close');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let errors = '';
  child.stderr.on('data', (data: Buffer) => (errors += String(data)));
  // A write to a killed process fails. The end of its output reports the kill, so the error here is ignored.
  child.stdin.on('error', () => undefined);

  async function listen(): Promise<unknown> {
    const { value, done } = await lines.next();
    if (done === true) {
      await ended;
      const how = child.signalCode ?? child.exitCode;
      throw new Error(`the process of ${name} has ended (${how}): ${errors.trim()}`);
    }
    const reply = JSON.parse(value) as ReplyOfNode;
    if (reply.type === 'threw') throw new Error(`${name}: ${reply.says}`);
    return reply.value;
  }

  async function kill(): Promise<void> {
    child.kill('SIGKILL');
    await ended;
  }

  try {
    await listen();
  } catch (error) {
    await kill();
    throw error;
  }
  return {
    pid: child.pid ?? 0,
    get endedBy() {
      return child.signalCode;
    },
    send(order) {
      child.stdin.write(`${JSON.stringify(order)}\n`);
      return listen();
    },
    kill,
  };
}
