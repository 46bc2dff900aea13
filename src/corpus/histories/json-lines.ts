import { z } from 'zod';
import type { HistoryEvent } from './events.ts';

const typed = z.looseObject({ type: z.string() });
const common = { actor: z.string().nullable(), at: z.number().optional() };

/** A line of our own format: a call, a return with its outcome, or the notice that no answer will come. */
const line = z.union([
  z.strictObject({ ...common, call: typed }),
  z.strictObject({ ...common, return: typed }),
  z.strictObject({ ...common, unknown: z.literal(true) }),
]);

/** The event of a line, or what is wrong with the line. Without a time, the number of the line is its time. */
export function eventOfJson(text: string, number: number): HistoryEvent | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'the line is no JSON';
  }
  const parsed = line.safeParse(json);
  if (!parsed.success)
    return 'the line is no event: it needs an actor, and a call, a return (both with a type) or "unknown": true';
  const { data } = parsed;
  const { actor, at = number } = data;
  if ('call' in data) return { kind: 'call', actor, at, command: data.call };
  if ('return' in data) return { kind: 'return', actor, at, outcome: data.return };
  return { kind: 'unknown', actor, at };
}
