import type { Command, Outcome } from './model.ts';
import type { Narration } from './subject.ts';

/** The lane of commands without an actor, and that of the changes. */
const [others, store] = ['run', 'state'];

/**
 * Describes a run from its JSON alone. The actor of a command is its field `actor`, `worker` or `client`; `actors` are all
 * of them.
 */
export function defaultNarration<View, C extends Command, O extends Outcome>(
  actors: readonly string[],
): Narration<View, C, O> {
  return {
    lanes: () => [...actors, others, store],
    laneOf: (command) => actorOf(command) ?? others,
    format({ type, fault, ...fields }) {
      const own = Object.entries(fields).filter(([key]) => !actorFields.includes(key));
      return [type, ...own.map(formatField), ...(fault === undefined ? [] : [`✗ ${fault}`])].join(' ');
    },
    answer: ({ type, ...fields }) => [type, ...Object.entries(fields).map(formatField)].join(' '),
    changes: (before, after) => changesIn('', before, after),
  };
}

const actorFields = ['actor', 'worker', 'client'];

/** The actor of a command, by its field `actor`, `worker` or `client`; `null` without one. */
export function actorOf(command: object): string | null {
  const fields: Readonly<Record<string, unknown>> = { ...command };
  const actor = actorFields.map((field) => fields[field]).find((value) => typeof value === 'string');
  return typeof actor === 'string' ? actor : null;
}

function formatField([key, value]: readonly [string, unknown]): string {
  return `${key}=${JSON.stringify(value)}`;
}

/** The places where two values differ, each as `path: before → after`. */
function changesIn(path: string, before: unknown, after: unknown): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (!isRecord(before) || !isRecord(after))
    return [`${path === '' ? 'state' : path}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => changesIn(path === '' ? key : `${path}.${key}`, before[key], after[key]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
