import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** A process that keeps a server for as long as this process runs, however this process ends. */
export interface KeeperProcess<Line> {
  /** The one line that the keeper has printed, read as JSON; empty where it exited without output. */
  readonly line: Partial<Line>;
  /** Resolves when neither the server nor its keeper is left. */
  stop(): Promise<void>;
}

/** Starts a keeper, by the URL of its module, and waits for its line. It does not keep this process awake. */
export async function startKeeper<Line>(module: URL, ...args: readonly string[]): Promise<KeeperProcess<Line>> {
  const keeper = spawn(process.execPath, [fileURLToPath(module), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // Ctrl-C in a terminal goes to all processes of its group; this one has to outlive that.
    detached: true,
  });
  const ended = once(keeper, 'close');
  const [line] = (await Promise.race([once(createInterface(keeper.stdout), 'line'), ended])) as [unknown];
  keeper.unref();
  for (const pipe of [keeper.stdin, keeper.stdout]) (pipe as Readable & { unref?: () => void }).unref?.();
  return {
    line: typeof line === 'string' ? (JSON.parse(line) as Partial<Line>) : {},
    async stop() {
      keeper.ref();
      keeper.stdin.end();
      await ended;
    },
  };
}
