import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Crash } from '../failpoints.ts';

/** A process of this project, which speaks in lines of JSON and can be sent signals. */
export interface Child<ToChild, FromChild> {
  readonly pid: number;
  /** The signal that ended the process; `null` while the process runs. */
  readonly endedBy: NodeJS.Signals | null;
  send(message: ToChild): void;
  /** The next message. Rejects with `Crash` once the process was killed, and with an error where it ended otherwise. */
  listen(): Promise<FromChild>;
  /** Ends the process at once. Resolves once it is gone. */
  kill(): Promise<void>;
  /** Stops the process for so many seconds. Resolves once it goes on. */
  pause(seconds: number): Promise<void>;
}

/** Starts a module of the project (`moduleAt`) as a process, with its argument as JSON. */
export function startChild<ToChild, FromChild>(name: string, main: URL, argument: unknown): Child<ToChild, FromChild> {
  const child = spawn(process.execPath, [fileURLToPath(main), JSON.stringify(argument)], { stdio: 'pipe' });
  const ended = once(child, 'close');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let errors = '';
  let isKilled = false;
  child.stderr.on('data', (data: Buffer) => (errors += String(data)));
  // A write to a killed process fails. The end of its output reports the kill, so the error here is ignored.
  child.stdin.on('error', () => undefined);
  return {
    pid: child.pid ?? 0,
    get endedBy() {
      return child.signalCode;
    },
    send: (message) => void child.stdin.write(`${JSON.stringify(message)}\n`),
    async listen() {
      const { value, done } = await lines.next();
      if (done !== true) return JSON.parse(value) as FromChild;
      await ended;
      if (isKilled) throw new Crash();
      throw new Error(`the process of ${name} has ended (${child.signalCode ?? child.exitCode}): ${errors.trim()}`);
    },
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
}
