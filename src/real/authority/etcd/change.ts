import { randomUUID } from 'node:crypto';
import { ConnectionLost } from '../../database/connection-lost.ts';
import type { Condition, EtcdEntry } from '../../database/etcd.ts';
import { officeKey, signKey, signOf } from './leftovers.ts';
import type { EtcdSession } from './session.ts';

/** Another coordinator has taken over. Writes of this coordinator are refused. */
class Deposed extends Error {
  override name = 'Deposed';
}

/** The keys below a prefix, by the rest of their names. */
export type Keys = ReadonlyMap<string, Key>;

export interface Key {
  readonly value: unknown;
  /** How often the key was written. */
  readonly version: number;
}

/** The decision after a read of the keys: a result, and the writes if the keys are still unchanged. */
export interface Decision<Result> {
  readonly result: Result;
  readonly writes?: Readonly<Record<string, unknown>>;
}

export interface EtcdRecords {
  /** All keys of the world at one revision. */
  readAll(): Promise<Keys>;
  /**
   * Reads the keys that begin with `scope`, decides, and writes atomically. If a key was written in between, reads and
   * decides again. If a reply is lost, looks for the mark of this change, so that a decision is carried out once or not
   * at all. Only the coordinator in office may write `asCoordinator`; rejects with `Deposed`.
   */
  change<Result>(
    scope: string,
    { asCoordinator }: { readonly asCoordinator: boolean },
    decide: (keys: Keys) => Decision<Result>,
  ): Promise<Result>;
  remove(): Promise<void>;
}

/** Takes office as the coordinator of the world below this prefix, for as long as the session’s lease lasts. */
export async function takeOffice({ etcd, lease }: EtcdSession, prefix: string): Promise<EtcdRecords> {
  const office = officeKey(prefix);
  const holder = randomUUID();
  const revision = await takeOver();

  /** The revision in which the key was created. It grows with every coordinator, and is this coordinator's token. */
  async function takeOver(): Promise<number> {
    for (;;) {
      const { entries } = await etcd.read(office);
      const [current] = entries;
      if (current?.value === holder) return current.createRevision;
      if (current !== undefined) throw new Deposed('another coordinator is in office, and its lease has not run out');
      const writes = [
        { key: office, value: holder, lease },
        { key: signKey(prefix), value: signOf(prefix) },
      ];
      await orUnacknowledged(etcd.commit([{ type: 'madeIn', key: office, revision: 0 }], writes));
    }
  }

  async function mustBeInOffice(): Promise<void> {
    const [current] = (await etcd.read(office)).entries;
    if (current?.createRevision !== revision)
      throw new Deposed('this coordinator is out of office, because its lease has run out');
  }

  return {
    readAll: async () => keysOf(prefix, (await etcd.read(prefix)).entries),
    async change(scope, { asCoordinator }, decide) {
      const mark = randomUUID();
      let decided: ReturnType<typeof decide> | null = null;
      for (;;) {
        const snapshot = await etcd.read(prefix + scope);
        // The mark has a key of its own: by now another change may have written over all keys of this one.
        if (decided !== null && (await etcd.read(markKey(prefix, mark))).entries.length > 0) return decided.result;
        decided = decide(keysOf(prefix, snapshot.entries));
        const writes = Object.entries(decided.writes ?? {});
        if (writes.length === 0) return decided.result;
        const conditions: Condition[] = [
          { type: 'unchangedSince', prefix: prefix + scope, revision: snapshot.revision },
          ...(asCoordinator ? [{ type: 'madeIn', key: office, revision } as const] : []),
        ];
        const marked = writes.map(([key, value]) => ({ key: prefix + key, value: JSON.stringify({ mark, value }) }));
        const all = [...marked, { key: markKey(prefix, mark), value: mark, lease }];
        if (await orUnacknowledged(etcd.commit(conditions, all))) return decided.result;
        if (asCoordinator) await mustBeInOffice();
      }
    },
    remove: () => etcd.removeAll(prefix),
  };
}

/** Whether the commit succeeded; `false` if the reply was lost. */
async function orUnacknowledged(committing: Promise<boolean>): Promise<boolean> {
  try {
    return await committing;
  } catch (error) {
    if (error instanceof ConnectionLost) return false;
    throw error;
  }
}

function keysOf(prefix: string, entries: readonly EtcdEntry[]): Keys {
  return new Map(
    entries
      .filter(({ key }) => key !== officeKey(prefix) && key !== signKey(prefix) && !key.startsWith(markKey(prefix, '')))
      .map(({ key, value, version }) => [
        key.slice(prefix.length),
        { value: (JSON.parse(value) as { value: unknown }).value, version },
      ]),
  );
}

/** Where a change leaves its mark for as long as the session of its coordinator lasts. */
function markKey(prefix: string, mark: string): string {
  return `${prefix}marks/${mark}`;
}
