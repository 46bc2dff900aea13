import type { Json } from '../kernel/json.ts';
import { sameJson } from '../kernel/json.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';

/** A model that comes with Faultbook for histories: without scope, policies and invariants. */
export type ShippedModel<State, C extends Command, O extends Outcome> = Pick<
  Model<State, C, O, State>,
  'name' | 'initial' | 'step' | 'changesNothing' | 'partition' | 'names'
>;

export type RegisterCommand =
  | { readonly type: 'read' }
  | { readonly type: 'write'; readonly value: Json }
  | { readonly type: 'cas'; readonly from: Json; readonly to: Json };

export type RegisterOutcome =
  | { readonly type: 'ok' }
  | { readonly type: 'value'; readonly value: Json }
  /** The register holds another value than the compare-and-set expects. */
  | { readonly type: 'mismatch' };

/** A register that holds one value, `null` at first: `read`, `write`, and `cas` (compare-and-set). */
export const casRegister: ShippedModel<{ value: Json }, RegisterCommand, RegisterOutcome> = {
  name: 'cas-register',
  initial: { value: null },
  step(draft, command) {
    switch (command.type) {
      case 'read':
        return { type: 'value', value: draft.value };
      case 'write':
        draft.value = command.value;
        return { type: 'ok' };
      case 'cas':
        if (!sameJson(draft.value, command.from)) return { type: 'mismatch' };
        draft.value = command.to;
        return { type: 'ok' };
      default:
        return unknownCommand('cas-register', command);
    }
  },
  changesNothing: ({ type }, outcome) => type === 'read' || outcome.type === 'mismatch',
};

/** A register without compare-and-set. */
export const register: ShippedModel<{ value: Json }, RegisterCommand, RegisterOutcome> = {
  ...casRegister,
  name: 'register',
  step: (draft, command) =>
    command.type === 'cas' ? unknownCommand('register', command) : casRegister.step(draft, command),
};

export type MapCommand =
  | { readonly type: 'get'; readonly key: string }
  | { readonly type: 'put'; readonly key: string; readonly value: Json }
  | { readonly type: 'append'; readonly key: string; readonly value: string };

export type MapOutcome = { readonly type: 'ok' } | { readonly type: 'value'; readonly value: Json };

/** A map from keys to values: `get` (`null` where there is no value), `put`, and `append` to a text. */
export const map: ShippedModel<Record<string, Json>, MapCommand, MapOutcome> = {
  name: 'map',
  initial: {},
  step(draft, command) {
    switch (command.type) {
      case 'get':
        return { type: 'value', value: draft[placeOf(command.key)] ?? null };
      case 'put':
        draft[placeOf(command.key)] = command.value;
        return { type: 'ok' };
      case 'append':
        draft[placeOf(command.key)] = textOf(draft[placeOf(command.key)]) + command.value;
        return { type: 'ok' };
      default:
        return unknownCommand('map', command);
    }
  },
  changesNothing: ({ type }) => type === 'get',
  partition: ({ key }) => [key],
  names: ({ key }) => [key],
};

/** In the state each key has a sign before it, so that no key is a name that JavaScript keeps for itself. */
function placeOf(key: string): string {
  return `=${key}`;
}

function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export type FifoCommand = { readonly type: 'enqueue'; readonly value: Json } | { readonly type: 'dequeue' };
export type FifoOutcome =
  | { readonly type: 'ok' }
  | { readonly type: 'value'; readonly value: Json }
  | { readonly type: 'empty' };

/** First in, first out: `enqueue`, and `dequeue`, which gives the oldest value or `empty`. */
export const fifo: ShippedModel<Json[], FifoCommand, FifoOutcome> = {
  name: 'queue',
  initial: [],
  step(draft, command) {
    switch (command.type) {
      case 'enqueue':
        draft.push(command.value);
        return { type: 'ok' };
      case 'dequeue': {
        const [oldest, ...rest] = draft;
        if (oldest === undefined) return { type: 'empty' };
        draft.splice(0, draft.length, ...rest);
        return { type: 'value', value: oldest };
      }
      default:
        return unknownCommand('queue', command);
    }
  },
  changesNothing: (_, outcome) => outcome.type === 'empty',
  names: (command, outcome) => {
    if (command.type === 'enqueue') return [JSON.stringify(command.value)];
    return outcome?.type === 'value' ? [JSON.stringify(outcome.value)] : [];
  },
};

function unknownCommand(model: string, { type }: Command): never {
  throw new TypeError(`${model} has no command ${type}`);
}
