import type { CutFault } from '../../kernel/cut.ts';
import { isCut } from '../../kernel/cut.ts';
import type { Command, Outcome, System } from '../../kernel/model.ts';
import type { CutStatement, CuttingProxy, CutWhen } from './cutting-proxy.ts';
import { openCuttingProxy } from './cutting-proxy.ts';
import { assertPostgresAnswers } from './postgres-answer.ts';
import type { PostgresDatabase } from './postgres-schemas.ts';
import { openPostgres } from './postgres-schemas.ts';
import { postgresUrl } from './postgres-server.ts';

/** Tables on Postgres behind a proxy that cuts connections. */
export interface CutDatabase extends PostgresDatabase {
  /** Does the work, whose connection is cut at this place. `onCut`: called with the statement, where it is cut. */
  cutDuring<Result>(place: CutPlace, work: () => Promise<Result>, onCut?: (statement: string) => void): Promise<Result>;
}

/** A statement, and on which side of it the connection is cut. */
export interface CutPlace {
  readonly statement: CutStatement;
  readonly when: CutWhen;
}

/** By the address of the server: one for all systems of this process, which take their commands one after the other. */
const proxies = new Map<string, Promise<CuttingProxy>>();

/** Empty tables as `definition` makes them. All their connections go through the proxy. Throws `EnvironmentError`. */
export async function openCutPostgres(definition: string): Promise<CutDatabase> {
  const proxy = await proxyTo(await postgresUrl());
  const database = await openPostgres(definition, proxy.url);
  /** The place of the cut in the present work; `null`: it is not to be cut, or was cut. */
  let place: CutPlace | null = null;

  function arm(): void {
    if (place !== null) proxy.cutAt(place.statement, place.when);
  }

  return {
    ...database,
    /** The statements of a new connection do not count. */
    async connect() {
      if (proxy.disarm() !== null) place = null;
      const connection = await database.connect();
      arm();
      return connection;
    },
    async cutDuring(cutPlace, work, onCut) {
      place = cutPlace;
      arm();
      try {
        return await work();
      } finally {
        const statement = proxy.disarm();
        place = null;
        if (statement !== null) onCut?.(statement);
      }
    },
  };
}

export interface CutOptions {
  /** The place of a cut; by default as `CutFault` says. */
  readonly placeOf?: (at: number) => CutPlace;
  readonly onCut?: (statement: string) => void;
}

function placeAtCommit(at: number): CutPlace {
  return { statement: { afterCommits: Math.floor(at / 2) }, when: at % 2 === 0 ? 'beforeIt' : 'afterIt' };
}

/** A system on such tables, with the commands of the system and the same commands cut. */
export function withCuts<C extends Command, O extends Outcome, View>(
  system: System<C, O, View>,
  { cutDuring }: Pick<CutDatabase, 'cutDuring'>,
  { placeOf = placeAtCommit, onCut }: CutOptions = {},
): System<C | (Omit<C, 'fault'> & CutFault), O, View> {
  return {
    ...system,
    async perform(command) {
      if (!isCut(command)) return system.perform(command);
      const { fault: _fault, at, ...whole }: Command & CutFault = command;
      return cutDuring(placeOf(at), () => system.perform(whole as Command as C), onCut);
    },
  };
}

/** Kept for the next system. It keeps no process awake. */
function proxyTo(url: string): Promise<CuttingProxy> {
  const known = proxies.get(url);
  if (known !== undefined) return known;
  const opening = assertPostgresAnswers(url).then(() => openCuttingProxy(url, { keepsAwake: false }));
  proxies.set(url, opening);
  opening.catch(() => proxies.delete(url));
  return opening;
}
