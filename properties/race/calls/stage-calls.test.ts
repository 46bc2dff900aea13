import { expect, test } from 'vitest';
import { holders } from '../../../src/real/wire/calls/holder.ts';
import { stageCalls } from '../../../src/real/wire/calls/stage-calls.ts';

/** Calls `work` as a stage does that holds: the names of the calls that are held, and of those that passed. */
async function heldIn(work: () => unknown): Promise<{ readonly held: string[]; readonly missed: string[] }> {
  const held: string[] = [];
  const missed: string[] = [];
  const holder = {
    isHolding: () => true,
    hold<Result>(name: string, call: () => Promise<Result>): Promise<Result> {
      held.push(name);
      return call();
    },
    missed: (name: string) => void missed.push(name),
  };
  await holders.run(holder, async () => work());
  return { held, missed };
}

class Client {
  #calls = 0;
  readonly version = 3;
  async get(key: string): Promise<string> {
    this.#calls += 1;
    return `${key} ${this.#calls}`;
  }
  put(_key: string): Promise<number> {
    return Promise.resolve((this.#calls += 1));
  }
  get calls(): number {
    return this.#calls;
  }
  count(): number {
    return this.#calls;
  }
  collection(name: string): Collection {
    return new Collection(name);
  }
  async open(name: string): Promise<Collection> {
    return new Collection(name);
  }
  on(): this {
    return this;
  }
  /** Calls a method of its own. */
  async getTwice(key: string): Promise<string> {
    return `${await this.get(key)}, ${await this.get(key)}`;
  }
  query(text: string): Query {
    return new Query(text);
  }
}

class Collection {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
  async find(): Promise<string> {
    return this.name;
  }
}

/** It is sent when it is awaited. */
class Query {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  // oxlint-disable-next-line unicorn/no-thenable -- query builders have this method
  then(resolve: (rows: string[]) => void): void {
    setImmediate(() => resolve([this.text]));
  }
}

test('an async method is held, is named with its first argument, and gives its result', async () => {
  const client = stageCalls(new Client());
  let got = '';
  const { held } = await heldIn(async () => (got = await client.get('a')));
  expect([held, got]).toEqual([['get a'], 'a 1']);
});

test('a method that returns a promise passes once, is reported, and is held after that', async () => {
  const client = stageCalls(new Client());
  const work = async (): Promise<unknown> => client.put('a');
  expect(await heldIn(work)).toEqual({ held: [], missed: ['put a'] });
  expect(await heldIn(work)).toEqual({ held: ['put a'], missed: [] });
});

test('a method that has returned a promise outside of a race is held in a race', async () => {
  class Other {
    put(): Promise<number> {
      return Promise.resolve(1);
    }
  }
  const client = stageCalls(new Other());
  await client.put();
  expect(await heldIn(() => client.put())).toEqual({ held: ['put'], missed: [] });
});

test('methods that return at once, and properties, are as they are', async () => {
  const client = stageCalls(new Client());
  const { held } = await heldIn(() => [client.count(), client.version]);
  expect([held, client.count(), client.calls, client.version]).toEqual([[], 0, 0, 3]);
});

test('what a method returns is held too: a collection, or the client itself', async () => {
  const client = stageCalls(new Client());
  const { held } = await heldIn(async () => {
    await client.collection('c').find();
    await (await client.open('d')).find();
    await client.on().get('a');
  });
  expect(held).toEqual(['find', 'open d', 'find', 'get a']);
});

test('the calls that a method makes itself are not steps of their own', async () => {
  const client = stageCalls(new Client());
  expect((await heldIn(() => client.getTwice('a'))).held).toEqual(['getTwice a']);
});

test('a query that is sent when it is awaited is held then', async () => {
  const client = stageCalls(new Client());
  let rows: unknown = null;
  const { held } = await heldIn(async () => (rows = await client.query('SELECT 1')));
  expect([held, rows]).toEqual([['await Query'], ['SELECT 1']]);
  expect(await client.query('SELECT 2')).toEqual(['SELECT 2']);
});

test('a function is held as a method is', async () => {
  async function get(path: string): Promise<string> {
    return `answer of ${path}`;
  }
  const request = stageCalls(get);
  expect(await request('/a')).toBe('answer of /a');
  expect((await heldIn(() => request('/a'))).held).toEqual(['get /a']);
});

test('the same method of a client is the same function, and the client is wrapped once', () => {
  const client = new Client();
  expect(stageCalls(client).get).toBe(stageCalls(client).get);
  expect(stageCalls(stageCalls(client))).toBe(stageCalls(client));
});

test('a client that is frozen gives its methods unheld, and not an error', async () => {
  const client = stageCalls(Object.freeze({ get: async () => 1 }));
  expect(await client.get()).toBe(1);
});

test('a rejection is the caller’s', async () => {
  const client = stageCalls({ get: () => Promise.reject(new RangeError('no')) });
  await expect(client.get()).rejects.toThrow('no');
});

test('a long or broken first argument is not in the name of a step', async () => {
  const run = stageCalls(async (text: string) => text);
  const { held } = await heldIn(async () => [await run('a'.repeat(41)), await run('a\nb')]);
  expect(held).toEqual(['call', 'call']);
});
