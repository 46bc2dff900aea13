import { z } from 'zod';
import type { LeaseLockCommand } from '../../../src/alphabets/lease-lock.ts';
import type { LeaseQueueCommand } from '../../../src/alphabets/lease-queue.ts';
import { leaseLockNarration } from '../../../src/subjects/lease-lock/narration.ts';
import { leaseQueueNarration } from '../../../src/subjects/lease-queue/narration.ts';

/** A broken promise, by its smallest run. */
export interface HuntFinding {
  /** The promise, or the class of an error. */
  readonly promise: string;
  /** Whether the promise can be suspended, so that the search goes on behind the finding. */
  readonly isPromise: boolean;
  /** How often the finding showed again; `null`: not counted. */
  readonly rate: { readonly shown: number; readonly of: number } | null;
  /** The commands of the smallest run with its recovery. */
  readonly length: number;
  /** The same commands in words. */
  readonly run: readonly string[];
}

export const huntFinding: z.ZodType<HuntFinding> = z.strictObject({
  promise: z.string(),
  isPromise: z.boolean(),
  rate: z.strictObject({ shown: z.int(), of: z.int() }).nullable(),
  length: z.int(),
  run: z.array(z.string()),
});

const taking = z.looseObject({ type: z.string() });
const commands = z.array(taking);

/** A finding of `check`, in its JSON: how often it showed again is given where that was not each time. */
export interface BrokenRun {
  readonly commands: readonly unknown[];
  readonly recovery?: readonly unknown[] | undefined;
  readonly violation: { readonly kind: string; readonly name: string };
  readonly shown?: number | undefined;
  readonly repeated?: number | undefined;
}

export const brokenRun: z.ZodType<BrokenRun> = z.object({
  commands,
  recovery: commands.optional(),
  violation: z.object({ kind: z.string(), name: z.string() }),
  shown: z.int().optional(),
  repeated: z.int().optional(),
});

/** A finding of `race`. */
export interface BrokenRace {
  readonly before: readonly unknown[];
  readonly atOnce: readonly { readonly commands: readonly unknown[] }[];
  readonly recovery?: readonly { readonly command: unknown }[] | undefined;
  readonly violation: { readonly kind: string; readonly promise?: string | undefined };
}

export const brokenRace: z.ZodType<BrokenRace> = z.object({
  before: commands,
  atOnce: z.array(z.object({ commands })),
  recovery: z.array(z.object({ command: taking })).optional(),
  violation: z.object({ kind: z.string(), promise: z.string().optional() }),
});

/** A finding of `stress`. */
export interface BrokenRound {
  readonly kind: string;
  readonly operations: readonly { readonly command: unknown }[];
  /** The class of an error. */
  readonly name?: string | undefined;
  /** The promise that is broken by the state after the round. */
  readonly id?: string | undefined;
  readonly found?: { readonly broken?: { readonly id: string } | undefined } | undefined;
}

export const brokenRound: z.ZodType<BrokenRound> = z.object({
  kind: z.string(),
  operations: z.array(z.object({ command: taking })),
  name: z.string().optional(),
  id: z.string().optional(),
  found: z.object({ broken: z.object({ id: z.string() }).optional() }).optional(),
});

/** How often `check` repeats a finding: it counts where it shows each time. */
const timesRepeated = 5;

const promises = new Set(['invariant', 'settled']);

export function fromRun({
  commands: all,
  recovery = [],
  violation: { kind, name },
  shown = timesRepeated,
  repeated = timesRepeated,
}: BrokenRun): HuntFinding {
  const run = [...all, ...recovery];
  return {
    promise: name,
    isPromise: promises.has(kind),
    rate: { shown, of: repeated },
    length: run.length,
    run: run.map(wordsOf),
  };
}

export function fromRace({ before, atOnce, recovery = [], violation: { kind, promise } }: BrokenRace): HuntFinding {
  const together = atOnce.map(({ commands: own }) => own.map(wordsOf).join(', then '));
  const after = recovery.map(({ command }) => wordsOf(command));
  return {
    promise: promise ?? kind,
    isPromise: promise !== undefined,
    rate: null,
    length: before.length + atOnce.flatMap((actor) => actor.commands).length + after.length,
    run: [...before.map(wordsOf), `at once: ${together.join(' ‖ ')}`, ...after],
  };
}

export function fromRound(
  { kind, operations: all, name, id, found }: BrokenRound,
  rate: HuntFinding['rate'],
): HuntFinding {
  const promise = found?.broken?.id ?? id;
  return {
    promise: promise ?? name ?? kind,
    isPromise: promise !== undefined,
    rate,
    length: all.length,
    run: all.map(({ command }) => wordsOf(command)),
  };
}

/** The command, and the worker or client that takes it: `w1 fetch`. */
function wordsOf(one: unknown): string {
  const taken = one as LeaseQueueCommand | LeaseLockCommand;
  if ('client' in taken) return `${taken.client} ${leaseLockNarration.format(taken)}`;
  const words = leaseQueueNarration.format(taken);
  return 'worker' in taken ? `${taken.worker} ${words}` : words;
}
