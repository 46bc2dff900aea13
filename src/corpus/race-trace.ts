import { z } from 'zod';
import type { FoundBy, SetupNames } from '../kernel/counterexample.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { RaceCertificate } from '../kernel/race-certificate.ts';
import type { RaceViolation } from '../kernel/race-violation.ts';
import type { Race, RaceStep } from '../kernel/race.ts';
import { jsonFileText } from './trace-text.ts';
import { commandSchema, foundBySchema, line, setupFields } from './trace-versions.ts';

/** A race that went wrong under a schedule, as a file: a replay follows the schedule by actor and statement. */
export interface RaceTrace extends SetupNames, Race {
  readonly version: 5;
  /** The schedule, and what came of each move. A statement is its text: its parameters stay out. */
  readonly moves: readonly RaceStep[];
  /** In the order in which the commands at once ended. */
  readonly outcomes: readonly RaceOutcome[];
  readonly view: unknown;
  /** After the race, up to the violation; empty where the race itself is wrong. */
  readonly recovery: readonly { readonly command: Command; readonly outcome: Outcome }[];
  /** The name of the way to recover, where a contract has ways. */
  readonly way?: string;
  readonly preemptions: number;
  readonly violation: RaceViolation;
  /** `null`: not minimised. */
  readonly certificate: RaceCertificate | null;
  readonly foundBy: FoundBy;
}

/** What the next command of an actor came to. */
export type RaceOutcome =
  | { readonly actor: string; readonly outcome: Outcome }
  | { readonly actor: string; readonly thrown: string };

export const raceViolationKind: z.ZodType<RaceViolation['kind']> = z.enum([
  'notLinearizable',
  'threw',
  'hangs',
  'recovery',
  'settled',
]);

const outcome = z.looseObject({ type: z.string() });

/** A list that is empty is left out in the file. */
const names = z.array(line).default([]);
const common = { actor: line, settled: names };

const move: z.ZodType<RaceStep> = z.union([
  z.strictObject({ ...common, kind: z.literal('call'), command: line }),
  z.strictObject({
    ...common,
    kind: z.enum(['statement', 'commit', 'answer', 'notification']),
    statement: line,
    answer: line.nullable(),
    cut: z.enum(['before', 'after', 'waiting']).exactOptional(),
    isKilled: z.literal(true).exactOptional(),
    woken: names,
    waits: z.array(z.strictObject({ actor: line, for: z.array(line) })).default([]),
  }),
]);

const counts = { races: z.int().nonnegative(), schedules: z.int().nonnegative() };

export const raceTraceSchema: z.ZodType<RaceTrace> = z.strictObject({
  version: z.literal(5),
  ...setupFields,
  before: z.array(commandSchema),
  atOnce: z.array(z.strictObject({ actor: line, commands: z.array(commandSchema).min(1) })).min(2),
  moves: z.array(move).min(1),
  outcomes: z.array(z.union([z.strictObject({ actor: line, outcome }), z.strictObject({ actor: line, thrown: line })])),
  view: z.json(),
  recovery: z.array(z.strictObject({ command: commandSchema, outcome })).default([]),
  way: line.exactOptional(),
  preemptions: z.int().nonnegative(),
  violation: z.strictObject({ kind: raceViolationKind, details: line, promise: line.exactOptional() }),
  certificate: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('minimal'),
        ...counts,
        preemptions: z.int().nonnegative(),
        cuts: z.int().positive().exactOptional(),
        strikes: z
          .array(z.enum(['kill', 'cut']))
          .min(1)
          .exactOptional(),
      }),
      z.strictObject({ kind: z.literal('locally minimal'), ...counts, reason: line }),
    ])
    .nullable(),
  foundBy: foundBySchema,
});

/** What does not fit together in a trace, in a line; `null` where all of it does. */
export function mismatchInRace({ atOnce, moves, outcomes }: RaceTrace): string | null {
  const actors = atOnce.map(({ actor }) => actor);
  if (new Set(actors).size < actors.length) return 'an actor stands in atOnce twice';
  const strange = [...moves, ...outcomes].find(({ actor }) => !actors.includes(actor));
  return strange === undefined ? null : `${strange.actor} is no actor of atOnce, which has ${actors.join(', ')}`;
}

function withoutEmptyLists(step: RaceStep): object {
  return Object.fromEntries(Object.entries(step).filter(([, value]) => !Array.isArray(value) || value.length > 0));
}

/** The content of the file of a race: a line for each move, however the trace was put together. */
export function raceTraceText(trace: RaceTrace): string {
  const { version, subject, system, policies, scope, before, atOnce, moves, outcomes, view, recovery, preemptions } =
    trace;
  const { way, violation, certificate, foundBy } = trace;
  const setup = { version, subject, system, policies, scope };
  const run = {
    before,
    atOnce,
    moves: moves.map(withoutEmptyLists),
    outcomes,
    view,
    ...(recovery.length > 0 && { recovery }),
    ...(way !== undefined && { way }),
    preemptions,
  };
  return jsonFileText({ ...setup, ...run, violation, certificate, foundBy });
}
