import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Holding } from '../../../alphabets/queue.ts';
import { EnvironmentError } from '../../../kernel/environment-error.ts';
import { moduleAt } from '../../../kernel/module-at.ts';
import { Crash, ReplyLost } from '../../failpoints.ts';
import { clockFor } from '../store.ts';
import type { StartWorker, Worker } from '../worker.ts';
import type { WorkerBirth, MessageFromWorker, MessageToWorker } from './messages.ts';

const main = fileURLToPath(moduleAt('real/queue/process/main'));

/** Rethrows an error of the process. */
function heard(reply: MessageFromWorker): MessageFromWorker {
  if (reply.type !== 'threw') return reply;
  throw reply.isOfMachine ? new EnvironmentError(reply.message) : new Error(reply.message);
}

/** A worker that is a process, which can be sent signals. */
export interface WorkerProcess extends Worker {
  readonly pid: number;
  /** The signal that ended the process; `null` while the process runs. */
  readonly endedBy: NodeJS.Signals | null;
  /** Ends the process at once, also in the midst of a command, which then ends in `Crash`. Resolves once it is gone. */
  kill(): Promise<void>;
  /** Stops the process for so many seconds. Resolves once it goes on. */
  pause(seconds: number): Promise<void>;
}

/**
 * Starts each worker as a process, with its own connection to the SQLite file at `path`. At every failpoint the process
 * waits for the message to go on. A process that must crash there is killed by SIGKILL while waiting, and so is a
 * worker that is closed. `onStart` receives each process.
 */
export function inProcesses(
  path: string,
  onStart: (name: string, worker: WorkerProcess) => void = () => undefined,
): StartWorker {
  return async (name, surroundings, own) => {
    const { policies, limits, failpoints } = surroundings;
    const clock = clockFor(surroundings, own.clock);
    const birth: WorkerBirth = { name, path, policies, limits };
    const child = spawn(process.execPath, [main, JSON.stringify(birth)], { stdio: 'pipe' });
    const ended = once(child, 'close');
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    let holding: Holding | null = null;
    let errors = '';
    let isKilled = false;
    child.stderr.on('data', (data: Buffer) => (errors += String(data)));
    // A write to a killed process fails. The end of its output reports the kill, so the error here is ignored.
    child.stdin.on('error', () => undefined);

    function send(order: MessageToWorker): void {
      child.stdin.write(`${JSON.stringify(order)}\n`);
    }

    async function listen(): Promise<MessageFromWorker> {
      const { value, done } = await lines.next();
      if (done !== true) return heard(JSON.parse(value) as MessageFromWorker);
      await ended;
      if (isKilled) throw new Crash();
      throw new Error(`the process of ${name} has ended (${child.signalCode ?? child.exitCode}): ${errors.trim()}`);
    }

    async function perform(...what: Parameters<Worker['perform']>): ReturnType<Worker['perform']> {
      send({ type: 'perform', nowMs: clock.nowMs(), what });
      for (;;) {
        const reply = await listen();
        if (reply.type === 'reached') send({ type: orderAt(reply.failpoint) });
        if (reply.type !== 'performed') continue;
        ({ holding } = reply);
        if (reply.outcome === null) throw new ReplyLost();
        return reply.outcome;
      }
    }

    /** Throws `Crash` if the process must crash at this failpoint; the process waits meanwhile. */
    function orderAt(failpoint: string): 'goOn' | 'loseReply' {
      try {
        failpoints.reach(failpoint);
        return 'goOn';
      } catch (error) {
        if (error instanceof ReplyLost) return 'loseReply';
        throw error;
      }
    }

    async function close(): Promise<void> {
      child.kill('SIGKILL');
      await ended;
    }

    const worker: WorkerProcess = {
      pid: child.pid ?? 0,
      get endedBy() {
        return child.signalCode;
      },
      get holding() {
        return holding;
      },
      perform,
      close,
      async kill() {
        isKilled = true;
        child.kill('SIGKILL');
        await ended;
      },
      async pause(seconds) {
        // A process of its own wakes it: this one may be waiting for a lock that the stopped process has.
        const script = 'kill -STOP "$0" && sleep "$1"; kill -CONT "$0"';
        await once(spawn('sh', ['-c', script, String(child.pid), String(seconds)], { stdio: 'ignore' }), 'close');
      },
    };
    try {
      await listen();
    } catch (error) {
      await close();
      throw error;
    }
    onStart(name, worker);
    return worker;
  };
}
