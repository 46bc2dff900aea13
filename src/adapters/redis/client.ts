/** A client of ioredis. */
export interface RedisClient {
  on(event: 'error', listener: (error: Error) => void): unknown;
  connect(): Promise<unknown>;
  eval(script: string, keyCount: number, ...keysAndArguments: readonly (string | number)[]): Promise<unknown>;
  del(...keys: readonly string[]): Promise<number>;
  scan(cursor: string, match: 'MATCH', pattern: string, count: 'COUNT', size: number): Promise<[string, string[]]>;
  disconnect(): void;
}

/** The class of ioredis. */
export type RedisConstructor = new (address: string, options: object) => RedisClient;
