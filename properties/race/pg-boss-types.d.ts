/** The parts of pg-boss that its race and the example of own options use. The types of the package name a type that they do not export. */
export declare class PgBoss {
  constructor(options: {
    readonly connectionString: string;
    readonly schema: string;
    readonly max?: number;
    readonly migrate?: boolean;
    readonly schedule?: boolean;
    readonly supervise?: boolean;
  });
  start(): Promise<unknown>;
  stop(options: { readonly graceful: boolean }): Promise<void>;
  createQueue(name: string): Promise<void>;
  deleteAllJobs(name: string): Promise<void>;
  send(name: string, data: object, options: { id: string; group: { id: string } }): Promise<string | null>;
  fetch(name: string, options: { readonly groupConcurrency: number }): Promise<{ readonly id: string }[]>;
  complete(name: string, id: string): Promise<object>;
}
