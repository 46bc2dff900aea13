import { z } from 'zod';
import type { Command, Outcome } from '../kernel/model.ts';
import { casRegister, fifo, map, register } from '../linearize/models.ts';
import type { HistoryModel } from '../linearize/specification.ts';
import { mustBeOneOf } from './choose.ts';
import { UsageError } from './exit.ts';
import { exportInFile } from './project.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- each model has its own state, commands, outcomes and view
export type AnyHistoryModel = HistoryModel<any, any, any, any>;

/** A model for histories, and what is wrong with a command or an outcome by its alphabet. */
export interface ChosenModel {
  readonly name: string;
  readonly model: AnyHistoryModel;
  faultIn(command: Command, outcome: Outcome | null): string | null;
}

const value = z.unknown();
const key = z.string();
const done = z.strictObject({ type: z.literal('ok') });
const found = z.strictObject({ type: z.literal('value'), value });
const refused = (type: string) => z.strictObject({ type: z.literal(type) });
const read = z.strictObject({ type: z.literal('read') });
const write = z.strictObject({ type: z.literal('write'), value });
const cas = z.strictObject({ type: z.literal('cas'), from: value, to: value });

/** Each command of a model with its outcomes. */
type Alphabet = readonly (readonly [command: z.ZodType, outcome: z.ZodType])[];

const shipped: Readonly<Record<string, { readonly model: AnyHistoryModel; readonly alphabet: Alphabet }>> = {
  register: {
    model: register,
    alphabet: [
      [read, found],
      [write, done],
    ],
  },
  'cas-register': {
    model: casRegister,
    alphabet: [
      [read, found],
      [write, done],
      [cas, z.union([done, refused('mismatch')])],
    ],
  },
  map: {
    model: map,
    alphabet: [
      [z.strictObject({ type: z.literal('get'), key }), found],
      [z.strictObject({ type: z.literal('put'), key, value }), done],
      [z.strictObject({ type: z.literal('append'), key, value: z.string() }), done],
    ],
  },
  queue: {
    model: fifo,
    alphabet: [
      [z.strictObject({ type: z.literal('enqueue'), value }), done],
      [z.strictObject({ type: z.literal('dequeue') }), z.union([found, refused('empty')])],
    ],
  },
};

/** The names of the models that come with Faultbook. */
const shippedModels: readonly string[] = Object.keys(shipped);

/** The model of this name, or in this file: `./mine.ts#model`. Throws `UsageError`. */
export async function chooseHistoryModel(name: string): Promise<ChosenModel> {
  const known = Object.hasOwn(shipped, name) ? shipped[name] : undefined;
  if (known !== undefined)
    return { name, model: known.model, faultIn: (command, outcome) => faultIn(name, known.alphabet, command, outcome) };
  if (!/[./#]/.test(name)) mustBeOneOf('model', name, shippedModels);
  const { file, exportName, value: exported } = await exportInFile('', name, '--model');
  const fault = modelFault(exported);
  if (fault !== null) throw new UsageError(`${file}: ${exportName} is no model: ${fault}`);
  return { name, model: exported as AnyHistoryModel, faultIn: () => null };
}

function faultIn(name: string, alphabet: Alphabet, command: Command, outcome: Outcome | null): string | null {
  const entry = alphabet.find(([commands]) => commands.safeParse(command).success);
  if (entry === undefined) return `the model ${name} has no command ${JSON.stringify(command)}`;
  if (outcome === null || entry[1].safeParse(outcome).success) return null;
  return `the model ${name} has no outcome ${JSON.stringify(outcome)} of ${command.type}`;
}

const optional = ['endings', 'whileOverlapping', 'view', 'actor', 'partition', 'names', 'changesNothing'] as const;

function modelFault(exported: unknown): string | null {
  if (typeof exported !== 'object' || exported === null) return 'it is no record with an initial state and a step';
  const model = exported as Readonly<Record<string, unknown>>;
  if (!('initial' in model) || model['initial'] === undefined) return 'it has no initial state';
  if (typeof model['step'] !== 'function') return 'its step is no function';
  const wrong = optional.find((member) => model[member] !== undefined && typeof model[member] !== 'function');
  return wrong === undefined ? null : `its ${wrong} is no function`;
}
