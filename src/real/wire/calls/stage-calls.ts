import { holders } from './holder.ts';

type Method = (...parameters: readonly unknown[]) => unknown;

/** Methods that have returned a promise once. */
const asynchronous = new WeakSet<Method>();

/** The other way round too: what is wrapped is not wrapped again. */
const wrapped = new WeakMap<object, object>();

/**
 * The same client, whose asynchronous calls a stage of `openCallStage` holds while commands race: each call is a step. Without a
 * race it does what the client does. A call is held where its method is `async`, or has returned a promise before; objects that
 * a method returns, such as a pipeline or a collection, are held in the same way. A call with a callback is not held.
 */
export function stageCalls<Client extends object>(client: Client): Client {
  const known = wrapped.get(client);
  if (known !== undefined) return known as Client;
  const methods = new Map<Method, Method>();
  const proxy = new Proxy(client, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (isFixed(target, key)) return value;
      if (typeof value !== 'function' || isClass(value)) return result(value);
      const method = value as Method;
      const before = methods.get(method);
      if (before !== undefined) return before;
      const held = key === 'then' ? heldThen(target, method) : heldMethod(target, { name: String(key), method });
      methods.set(method, held);
      return held;
    },
    apply: (target, self, parameters: readonly unknown[]) =>
      heldMethod(self, { name: (target as Method).name || 'call', method: target as Method })(...parameters),
  });
  wrapped.set(client, proxy);
  wrapped.set(proxy, proxy);
  return proxy;
}

/** A call is held, or passes where its context has no stage. */
function heldMethod(target: unknown, { name, method }: { readonly name: string; readonly method: Method }): Method {
  return (...parameters) => {
    const holder = holders.getStore();
    const call = (): unknown => Reflect.apply(method, target, parameters);
    if (holder?.isHolding() !== true) return noted(method, call());
    const words = wordsOf(name, parameters);
    if (isAsync(method)) return holder.hold(words, async () => result(await call()));
    const value = noted(method, call());
    if (isAsync(method)) holder.missed(words);
    return value;
  };
}

/** A query that is sent when it is awaited, as those of a query builder are. */
function heldThen(target: object, method: Method): Method {
  return (...callbacks) => {
    const send = (): Promise<unknown> =>
      new Promise((resolve, reject) => Reflect.apply(method, target, [resolve, reject]));
    const holder = holders.getStore();
    const sent = holder?.isHolding() === true ? holder.hold(`await ${target.constructor.name}`, send) : send();
    return Reflect.apply(sent.then, sent, callbacks);
  };
}

/** Notes whether a method returns a promise. */
function noted(method: Method, value: unknown): unknown {
  if (!(value instanceof Promise)) return result(value);
  asynchronous.add(method);
  return value.then(result);
}

function isAsync(method: Method): boolean {
  return asynchronous.has(method) || method.constructor.name === 'AsyncFunction';
}

/** What a caller gets: an object with methods of its own is held as well, data is as it is. */
function result(value: unknown): unknown {
  return isObjectWithMethods(value) ? stageCalls(value) : value;
}

function isObjectWithMethods(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return false;
  return !builtIn.some((one) => value instanceof one);
}

const builtIn = [Promise, Map, Set, WeakMap, WeakSet, Date, RegExp, Error, ArrayBuffer, URL, AbortSignal] as const;

/** A property that a proxy has to give as it is. */
function isFixed(target: object, key: string | symbol): boolean {
  const found = Reflect.getOwnPropertyDescriptor(target, key);
  return found !== undefined && !found.configurable && 'value' in found && found.writable === false;
}

function isClass(value: object): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}

/** The longest first argument that a step is named by, in characters. */
const mostCharacters = 40;

/** A call in words: the method, and its first argument where that is a short text, such as a key. */
function wordsOf(name: string, [first]: readonly unknown[]): string {
  const isKey = typeof first === 'string' && first.length <= mostCharacters && !first.includes('\n');
  return isKey ? `${name} ${first}` : name;
}
