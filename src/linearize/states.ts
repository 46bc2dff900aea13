import { fingerprintOf } from '../kernel/fingerprint.ts';
import { sameJson } from '../kernel/json.ts';
import { assertJson } from '../kernel/strict-json.ts';

/** The states of a search, each with a number from 0 up: two states are the same exactly if their numbers are. */
export interface States<State> {
  numberOf(state: State): number;
  at(number: number): State;
  bytes(): number;
}

/** The first states are all looked at for values that are no JSON, then one in so many. */
const lookedAt = 100;
const thenOneIn = 64;

export function createStates<State>(): States<State> {
  const states: State[] = [];
  // By a part of the fingerprint: the numbers of the states that share it.
  const buckets = new Map<number, number | number[]>();
  let bytes = 0;
  return {
    numberOf(state) {
      const { high, low } = fingerprintOf(state);
      const key = (high >>> 0) * 0x20_0000 + (low >>> 11);
      const bucket = buckets.get(key);
      const known = typeof bucket === 'number' ? [bucket] : (bucket ?? []);
      for (const number of known) if (sameJson(states[number], state)) return number;
      const number = states.length;
      if (number < lookedAt || number % thenOneIn === 0) assertJson('a state of the model', state);
      states.push(state);
      buckets.set(key, bucket === undefined ? number : [...known, number]);
      bytes += 48 + roughBytes(state);
      return number;
    },
    at(number) {
      const state = states[number];
      if (state === undefined) throw new RangeError(`there is no state ${number}`);
      return state;
    },
    bytes: () => bytes,
  };
}

/** About how much memory a JSON value takes in V8. */
function roughBytes(value: unknown): number {
  if (typeof value === 'string') return 16;
  if (typeof value !== 'object' || value === null) return 8;
  let bytes = 32;
  if (Array.isArray(value)) for (const item of value) bytes += 8 + roughBytes(item);
  else for (const key in value) bytes += 8 + roughBytes((value as Record<string, unknown>)[key]);
  return bytes;
}
