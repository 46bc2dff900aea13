import type { Command, Outcome } from '../../kernel/model.ts';
import type { Operation } from '../../kernel/operation.ts';
import { BadHistory } from '../../kernel/operation.ts';
import type { Collected, HistoryEvent } from './events.ts';
import { collectEvents } from './events.ts';
import { eventOfEdn, jepsen, porcupine } from './jepsen.ts';
import { eventOfJson } from './json-lines.ts';
import { readLines } from './lines.ts';
import type { HistoryWorld } from './world-line.ts';
import { worldOfLine } from './world-line.ts';

/** `lines`: our own, JSON a line. `jepsen`: Jepsen's, EDN a line. `porcupine`: Porcupine's key-value logs. */
export type HistoryFormat = 'lines' | 'jepsen' | 'porcupine';

/** More operations are not read. */
const mostOperations = 1_000_000;

export interface ReadHistoryOptions {
  /** By default the format of the first line. */
  readonly format?: HistoryFormat | undefined;
  readonly signal?: AbortSignal;
  /** Called now and then, with the number of the line. */
  readonly onLine?: (line: number) => void;
  /** What is wrong with a command, or with its outcome, in words; `null` where the model has such ones. */
  readonly faultIn?: (command: Command, outcome: Outcome | null) => string | null;
}

export interface ReadHistory {
  readonly format: HistoryFormat;
  readonly operations: readonly Operation[];
  /** Where the first line says in which world they took place. */
  readonly world: HistoryWorld | null;
}

/**
 * Reads a history, line by line. Throws `BadHistory` with the file and the number of the line: a line that is no event, a
 * return without a call, two calls of one actor at once, a time that goes back, an unknown command; also for an empty file,
 * and for more than a million operations.
 */
export async function readHistory(
  path: string,
  { format, signal, onLine = () => undefined, faultIn = () => null }: ReadHistoryOptions = {},
): Promise<ReadHistory> {
  const collected = collectEvents();
  let chosen = format;
  let world: HistoryWorld | null = null;
  for await (const { number, text } of readLines(path)) {
    if (number % 1_000 === 0) {
      signal?.throwIfAborted();
      onLine(number);
    }
    chosen ??= formatOf(text);
    const ofWorld = chosen === 'lines' && collected.count() === 0 ? worldOfLine(text) : null;
    if (typeof ofWorld === 'string') throw new BadHistory(`${path}:${number}: ${ofWorld}`);
    world ??= ofWorld;
    if (ofWorld !== null) continue;
    const event = eventIn(chosen, text, number, collected);
    if (event === null) continue;
    const fault = typeof event === 'string' ? event : (faultOf(event, collected, faultIn) ?? collected.take(event));
    if (fault !== null) throw new BadHistory(`${path}:${number}: ${fault}`);
    if (collected.count() > mostOperations)
      throw new BadHistory(
        `${path}:${number}: a history of more than 1,000,000 operations is not read: cut it at rest`,
      );
  }
  if (chosen === undefined) throw new BadHistory(`${path} is empty`);
  if (collected.count() === 0) throw new BadHistory(`${path} has no operation`);
  return { format: chosen, operations: collected.operations(), world };
}

function formatOf(text: string): HistoryFormat {
  if (/^\s*\{\s*"/.test(text) || !/^\s*(?:#[\w.]*\s*)?\{/.test(text)) return 'lines';
  return /:key\s/.test(text) ? 'porcupine' : 'jepsen';
}

function eventIn(
  format: HistoryFormat,
  text: string,
  number: number,
  { commandOf }: Collected,
): HistoryEvent | string | null {
  if (format === 'lines') return eventOfJson(text, number);
  return eventOfEdn(text, number, format === 'jepsen' ? jepsen : porcupine, commandOf);
}

function faultOf(
  event: HistoryEvent,
  { commandOf }: Collected,
  faultIn: (command: Command, outcome: Outcome | null) => string | null,
): string | null {
  if (event.kind === 'call') return faultIn(event.command, null);
  const command = event.kind === 'return' ? commandOf(event.actor) : null;
  return event.kind === 'return' && command !== null ? faultIn(command, event.outcome) : null;
}
