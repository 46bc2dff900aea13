import type { Holding } from '../../../alphabets/queue.ts';
import { EnvironmentError } from '../../../kernel/environment-error.ts';
import { moduleAt } from '../../../kernel/module-at.ts';
import { ReplyLost } from '../../failpoints.ts';
import type { Child } from '../../program/child.ts';
import { startChild } from '../../program/child.ts';
import { clockFor } from '../store.ts';
import type { StartWorker, Worker } from '../worker.ts';
import type { WorkerBirth, MessageFromWorker, MessageToWorker } from './messages.ts';

/** Rethrows an error of the process. */
function heard(reply: MessageFromWorker): MessageFromWorker {
  if (reply.type !== 'threw') return reply;
  throw reply.isOfMachine ? new EnvironmentError(reply.message) : new Error(reply.message);
}

/**
 * A worker that is a process, which can be sent signals. A command in the midst of which it is killed ends in `Crash`.
 */
export interface WorkerProcess extends Worker, Pick<Child<unknown, unknown>, 'pid' | 'endedBy' | 'kill' | 'pause'> {}

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
    const child = startChild<MessageToWorker, MessageFromWorker>(name, moduleAt('real/queue/process/main'), birth);
    let holding: Holding | null = null;
    const listen = async (): Promise<MessageFromWorker> => heard(await child.listen());

    async function perform(...what: Parameters<Worker['perform']>): ReturnType<Worker['perform']> {
      child.send({ type: 'perform', nowMs: clock.nowMs(), what });
      for (;;) {
        const reply = await listen();
        if (reply.type === 'reached') child.send({ type: orderAt(reply.failpoint) });
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

    const worker: WorkerProcess = {
      ...child,
      get endedBy() {
        return child.endedBy;
      },
      get holding() {
        return holding;
      },
      perform,
      close: child.kill,
    };
    try {
      await listen();
    } catch (error) {
      await child.kill();
      throw error;
    }
    onStart(name, worker);
    return worker;
  };
}
