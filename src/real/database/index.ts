export { openCuttingProxy } from './cutting-proxy.ts';
export type { CuttingProxy, CutWhen } from './cutting-proxy.ts';
export { connectPostgres } from './postgres.ts';
export type {
  ConnectOptions,
  Isolation,
  Parameters,
  PostgresConnection,
  PostgresReply,
  PostgresSession,
  Value,
} from './postgres.ts';
export { openPostgres } from './postgres-schemas.ts';
export type { PostgresDatabase } from './postgres-schemas.ts';
export { postgresUrl, startPostgres } from './postgres-server.ts';
export type { PostgresServer } from './postgres-server.ts';
export { openPostgresStage } from '../wire/postgres/stage.ts';
export type { StageOptions } from '../wire/postgres/stage.ts';
