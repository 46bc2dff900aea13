import { readSync, writeSync } from 'node:fs';

/** What a process says to the one that has started it, and hears from it: line by line, and it waits for each line. */
export interface Parent<ToChild, FromChild> {
  say(message: FromChild): void;
  /** The next line. The end of the input means that the parent process has ended; then this process ends as well. */
  hear(): ToChild;
}

/** Ctrl-C and a closed terminal signal every process of the terminal; this process ends with its parent process instead. */
export function talkToParent<ToChild, FromChild>(): Parent<ToChild, FromChild> {
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  let unread = '';
  return {
    say: (message) => void writeSync(1, `${JSON.stringify(message)}\n`),
    hear() {
      const bytes = Buffer.alloc(4096);
      while (!unread.includes('\n')) {
        const count = readSync(0, bytes);
        if (count === 0) process.exit();
        unread += bytes.toString('utf8', 0, count);
      }
      const [line = '', ...rest] = unread.split('\n');
      unread = rest.join('\n');
      return JSON.parse(line) as ToChild;
    },
  };
}
