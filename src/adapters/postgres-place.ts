/** A schema of Postgres for the tables of a library. */
export interface PostgresPlace {
  readonly url: string;
  /** A name that needs no quotes. */
  readonly schema: string;
  /** Runs statements without parameters. */
  script(statements: string): Promise<void>;
  close(): Promise<void>;
}
