/**
 * The table and the function with which a schema shadows a function of Postgres that tells the time: for sessions and
 * functions whose search path begins with the schema and names `pg_catalog` after it. Before the first move the time is this.
 */
export function shadowedTime(name: 'now' | 'clock_timestamp', startMs: number): string {
  return `
CREATE TABLE faultbook_time (at timestamptz NOT NULL);
CREATE FUNCTION ${name}() RETURNS timestamptz LANGUAGE sql STABLE
  AS 'SELECT coalesce((SELECT at FROM faultbook_time), to_timestamp(${startMs / 1000}))'`;
}

/** Moves the time of this schema to an instant, in milliseconds. */
export function movingTime(schema: string, ms: number): string {
  const time = `${schema}.faultbook_time`;
  return `DELETE FROM ${time}; INSERT INTO ${time} VALUES (to_timestamp(${ms / 1000}))`;
}
