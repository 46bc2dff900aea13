import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { QueueCommand, QueueOutcome, QueuePolicies, QueueView, Submit } from '../../src/alphabets/queue.ts';
import { startLockstep } from '../../src/check/lockstep.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import { sameJson } from '../../src/kernel/json.ts';
import { nextRecovery } from '../../src/kernel/recovery.ts';
import { ViolationFound } from '../../src/kernel/run.ts';
import { queueModel } from '../../src/model/queue/model.ts';
import type { QueueScope } from '../../src/model/queue/state.ts';
import { createManualClock } from '../../src/real/clock.ts';
import { openExisting, openOnFile } from '../../src/real/database/sqlite.ts';
import type { SqliteConnection, Database } from '../../src/real/database/sqlite.ts';
import { startQueue } from '../../src/real/queue/queue.ts';
import { queueSchemaOf } from '../../src/real/queue/sqlite/schema.ts';
import { openSqliteQueueStore } from '../../src/real/queue/sqlite/store.ts';
import { prepareQueueView } from '../../src/real/queue/sqlite/view.ts';
import type { QueueTables } from '../../src/real/queue/tables.ts';
import { queueWorldOf } from '../../src/subjects/queue/systems.ts';
import { altered } from './torn.ts';

/** A disk writes in sectors of this many bytes. */
const sectorBytes = 512;

/** A commit in the write-ahead log. */
interface Commit {
  /** How long the log is with it. */
  readonly endBytes: number;
  readonly tables: QueueTables;
  readonly nowMs: number;
}

/** A command that was answered. */
interface Acknowledged {
  readonly command: QueueCommand;
  readonly outcome: QueueOutcome;
  /** What the queue showed then. */
  readonly tables: QueueTables;
  /** How much of the log the disk had promised to keep by then. */
  readonly syncedBytes: number;
  readonly endBytes: number;
}

/** A database file, its log, and what was committed and acknowledged while the log grew. */
export interface Recorded {
  readonly file: Buffer;
  readonly log: Buffer;
  readonly commits: readonly Commit[];
  readonly acknowledged: readonly Acknowledged[];
}

/** A world, and what is done in it. */
export interface Run {
  readonly policies: QueuePolicies;
  readonly scope: QueueScope;
  readonly commands: readonly QueueCommand[];
}

/** Takes a run, with the recovery that follows it, to a database whose log is never written back to its file. */
export async function record(
  { policies, scope, commands }: Run,
  { tune = '', alter = (database) => database }: { tune?: string; alter?: (database: Database) => Database } = {},
): Promise<Recorded> {
  const database = openOnFile(queueSchemaOf(policies));
  const outsider = database.connect();
  outsider.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const connections: SqliteConnection[] = [];
  const tuned = altered(database, (connection) => {
    connection.database.exec(`PRAGMA wal_autocheckpoint = 0; ${tune}`);
    connections.push(connection);
    return connection;
  });
  const logBytes = (): number => statSync(`${database.path}-wal`).size;
  const readTables = prepareQueueView(outsider);
  const clock = createManualClock();
  const system = await startQueue(openSqliteQueueStore(alter(tuned)), policies, queueWorldOf(scope), clock);
  const commits: Commit[] = [{ endBytes: 0, tables: readTables(), nowMs: 0 }];
  const acknowledged: Acknowledged[] = [];
  system.failpoints.watch((name) => {
    if (name.endsWith('.after')) commits.push({ endBytes: logBytes(), tables: readTables(), nowMs: clock.nowMs() });
    return false;
  });
  try {
    const file = readFileSync(database.path);
    for (const command of withRecovery({ policies, scope, commands })) {
      const outcome = await system.perform(command);
      const tables = tablesIn(await system.view());
      const syncedBytes = connections.every(syncsAtCommit) ? logBytes() : 0;
      acknowledged.push({ command, outcome, tables, syncedBytes, endBytes: logBytes() });
    }
    if (!file.equals(readFileSync(database.path))) throw new Error('the log was written back to its file');
    return { file, log: readFileSync(`${database.path}-wal`), commits, acknowledged };
  } finally {
    await system.close();
  }
}

/** From `FULL` on a commit is on the disk before it is answered (https://www.sqlite.org/pragma.html#pragma_synchronous). */
function syncsAtCommit({ database }: SqliteConnection): boolean {
  return !database.isOpen || Number(database.prepare('PRAGMA synchronous').get()?.['synchronous']) >= 2;
}

function withRecovery({ policies, scope, commands }: Run): QueueCommand[] {
  const model = queueModel(policies, scope);
  const all = [...commands];
  let state = model.initial;
  for (const command of commands) ({ state } = stepOnCopy(model, state, command));
  for (let count = 0; ; count += 1) {
    const command = nextRecovery(model, state, count);
    if (typeof command === 'string') return all;
    all.push(command);
    ({ state } = stepOnCopy(model, state, command));
  }
}

/** What is wrong with the images of a log, each in a line. */
export interface Findings {
  images: number;
  /** Commits of different length in the log. */
  commits: number;
  /** An image that shows anything but the last commit that lies wholly inside it. */
  torn: string[];
  /** What was answered, and is not in all that the disk may have kept by then. */
  lost: string[];
  /** An image from which recovery does not lead where it should. */
  unsettled: string[];
}

/** Cuts the log at every sector, opens each image, compares it with the last commit wholly inside, and recovers from it. */
export async function openImages(
  recorded: Recorded,
  { policies, scope }: Pick<Run, 'policies' | 'scope'>,
): Promise<Findings> {
  const { file, log, commits } = recorded;
  const findings: Findings = {
    images: 0,
    commits: new Set(commits.map(({ endBytes }) => endBytes)).size,
    torn: [],
    lost: recorded.acknowledged.flatMap((one) => lostOf(recorded, one)),
    unsettled: [],
  };
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-image-'));
  try {
    for (let cutBytes = 0; cutBytes < log.length + sectorBytes; cutBytes += sectorBytes) {
      const path = join(folder, `${cutBytes}.db`);
      writeFileSync(path, file);
      writeFileSync(`${path}-wal`, log.subarray(0, cutBytes));
      // An image is for once: nothing that happens to it needs to last.
      const image = altered(openExisting(path, queueSchemaOf(policies)), (connection) => {
        connection.database.exec('PRAGMA synchronous = OFF');
        return connection;
      });
      const last = lastCommitIn(recorded, cutBytes);
      const system = await startQueue(
        openSqliteQueueStore(image),
        policies,
        queueWorldOf(scope),
        createManualClock(last.nowMs),
      );
      try {
        findings.images += 1;
        const view = await system.view();
        if (!sameJson(tablesIn(view), last.tables))
          findings.torn.push(`cut at ${cutBytes}: not the commit that ends at ${last.endBytes}`);
        const model = queueModel(policies, scope);
        const lockstep = await startLockstep(
          { ...model, initial: model.stateShowing?.(view) ?? model.initial },
          system,
        );
        await lockstep.recover();
      } catch (error) {
        if (!(error instanceof ViolationFound)) throw error;
        findings.unsettled.push(`cut at ${cutBytes}: ${error.violation.name}`);
      } finally {
        await system.close();
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return findings;
}

function lastCommitIn({ commits }: Recorded, bytes: number): Commit {
  const last = commits.findLast(({ endBytes }) => endBytes <= bytes);
  if (last === undefined) throw new Error(`nothing is committed within ${bytes} bytes`);
  return last;
}

/** What is not in somebody's memory alone. */
function tablesIn(view: QueueView): QueueTables {
  const { nowMs: _, workers: __, buffered: ___, unacknowledged: ____, ...tables } = view;
  return tables;
}

/** It came under this id, or it is what was asked for before. */
function isFor({ id, key }: QueueTables['jobs'][number], { job, retryOf }: Submit): boolean {
  return id === job || key === retryOf;
}

/**
 * The shortest log that the disk may have kept of what it had when this was answered has to show all that was shown, and
 * the job that was said to be accepted, whatever was shown.
 */
function lostOf(recorded: Recorded, { command, outcome, tables, syncedBytes }: Acknowledged): string[] {
  const kept = lastCommitIn(recorded, syncedBytes).tables;
  const isAccepted = outcome.type === 'submitted' || outcome.type === 'alreadySubmitted';
  const isKept = command.type !== 'submit' || !isAccepted || kept.jobs.some((job) => isFor(job, command));
  return isKept && sameJson(kept, tables) ? [] : [JSON.stringify(command)];
}
