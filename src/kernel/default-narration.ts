import type { Difference } from './json.ts';
import { differences, formatValue } from './json.ts';
import type { Command, Outcome } from './model.ts';
import type { Narration } from './subject.ts';

/** The lane of commands without an actor, and that of the changes. */
const [others, store] = ['run', 'state'];

/**
 * Describes a run from its JSON alone. The actor of a command is its field `actor`, `worker` or `client`; `actorsIn` names
 * all actors of a scope.
 */
export function defaultNarration<View, C extends Command, O extends Outcome, S>(
  actorsIn: (scope: S) => readonly string[],
): Narration<View, C, O, S> {
  return {
    lanes: (scope) => [...actorsIn(scope), others, store],
    laneOf: (command) => actorOf(command) ?? others,
    format({ type, fault, ...fields }) {
      const own = Object.entries(fields).filter(([key]) => !actorFields.includes(key));
      return [type, ...own.map(formatField), ...(fault === undefined ? [] : [`✗ ${fault}`])].join(' ');
    },
    answer: ({ type, ...fields }) => [type, ...Object.entries(fields).map(formatField)].join(' '),
    changes: (before, after) => differences(before, after).map(formatChange),
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

function formatChange({ path, left, right }: Difference): string {
  return `${path === '' ? store : path}: ${formatValue(left)} → ${formatValue(right)}`;
}
