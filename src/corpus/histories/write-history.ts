import { createHash } from 'node:crypto';
import type { SetupNames } from '../../kernel/counterexample.ts';
import type { Operation } from '../../kernel/operation.ts';
import type { HistoryWorld } from './world-line.ts';
import { formatWorldLine } from './world-line.ts';

/** A history as a file: its world, and then a line for each call and each return, in the order of time. */
export function historyText(operations: readonly Operation[], world: HistoryWorld): string {
  const events = operations.flatMap(({ actor, calledAt, returnedAt, command, outcome }) => [
    { at: calledAt, line: { actor, at: calledAt, call: command } },
    ...(returnedAt === null ? [] : [{ at: returnedAt, line: { actor, at: returnedAt, return: outcome } }]),
    ...(returnedAt === null ? [{ at: calledAt, line: { actor, at: calledAt, unknown: true } }] : []),
  ]);
  events.sort((a, b) => a.at - b.at);
  return [formatWorldLine(world), ...events.map(({ line }) => JSON.stringify(line)), ''].join('\n');
}

/** The name of the file of a history: the same text has the same name. */
export function historyFileName({ subject, system }: SetupNames, text: string): string {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return `${subject}-${system}-${digest}.jsonl`.replaceAll(/[^\w.-]/g, '-');
}
