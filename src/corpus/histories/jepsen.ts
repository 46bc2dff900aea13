import type { Json } from '../../kernel/json.ts';
import type { Command, Outcome } from '../../kernel/model.ts';
import { BadEdn, parseEdn } from './edn.ts';
import type { HistoryEvent } from './events.ts';

type EdnCommand = Command & { readonly [field: string]: Json };
type EdnMap = { readonly [key: string]: Json };

/** Of these functions `nil` is a value; any other one without a value gets a value with its answer. */
const takesNil = new Set(['write', 'put', 'append', 'add']);

const kinds: Readonly<Record<string, 'call' | 'return' | 'unknown' | 'never'>> = {
  ':invoke': 'call',
  ':ok': 'return',
  ':info': 'unknown',
  ':fail': 'never',
};

export interface EdnFormat {
  /** The value of an answer, as the model has it. */
  answered(value: Json): Json;
}

/** Jepsen's histories: a map in EDN a line. */
export const jepsen: EdnFormat = { answered: (value) => value };

/** Porcupine's key-value logs are of the same form; a key without a value gives an empty text. */
export const porcupine: EdnFormat = { answered: (value) => (value === '' ? null : value) };

/**
 * The event of a line in EDN, what is wrong with the line, or `null` for a line of the nemesis, which is no client. The number
 * of the line is its time: events stand in their order.
 */
export function eventOfEdn(
  text: string,
  number: number,
  { answered }: EdnFormat,
  commandOf: (actor: string) => Command | null,
): HistoryEvent | string | null {
  let map: Json;
  try {
    map = parseEdn(text);
  } catch (error) {
    if (error instanceof BadEdn) return error.message;
    throw error;
  }
  if (typeof map !== 'object' || map === null || Array.isArray(map)) return 'the line is no map';
  const { ':process': process, ':type': type, ':f': f } = map as EdnMap;
  if (typeof process === 'string') return null;
  if (typeof process !== 'number') return 'the map has no :process';
  const kind = typeof type === 'string' ? kinds[type] : undefined;
  if (kind === undefined) return `the map has no :type of :invoke, :ok, :info or :fail`;
  if (typeof f !== 'string') return 'the map has no :f';
  const actor = String(process);
  if (kind === 'call') {
    const command = commandIn(map as EdnMap, f);
    return typeof command === 'string' ? command : { kind, actor, at: number, command };
  }
  const called = commandOf(actor);
  if (called !== null && called.type !== nameOf(f)) return `process ${actor} called ${called.type}, and ${f} returns`;
  if (kind !== 'return') return { kind, actor, at: number };
  const outcome: Outcome =
    called !== null && ('value' in called || 'from' in called)
      ? { type: 'ok' }
      : valueOutcome(answered((map as EdnMap)[':value'] ?? null));
  return { kind, actor, at: number, outcome };
}

function valueOutcome(value: Json): Outcome & { readonly value: Json } {
  return { type: 'value', value };
}

function nameOf(f: string): string {
  return f.replace(/^:/, '');
}

/** `{ type, key?, value? }`; a compare-and-set has `from` and `to`. */
function commandIn({ ':value': value = null, ':key': key }: EdnMap, f: string): EdnCommand | string {
  const type = nameOf(f);
  const keyed = key === undefined ? {} : { key: typeof key === 'string' ? key : JSON.stringify(key) };
  if (type === 'cas') {
    if (!Array.isArray(value) || value.length !== 2) return 'the :value of a :cas is no vector of two';
    const [from, to] = value as readonly Json[];
    return { type, ...keyed, from: from ?? null, to: to ?? null };
  }
  return value === null && !takesNil.has(type) ? { type, ...keyed } : { type, ...keyed, value };
}
