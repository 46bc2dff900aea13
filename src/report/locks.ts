import { formatCount } from './numbers.ts';
import { table } from './table.ts';

/** A lock that was left out, and the races without it. */
export interface LockToRender {
  readonly lock: { readonly statement: string; readonly lock: string };
  readonly schedules: number;
  /** How many schedules do not count. */
  readonly open: number;
  /** The commands at once of the first race that is wrong, in words, and how it is wrong; `null` where none is. */
  readonly shownBy: { readonly commands: string; readonly kind: string } | null;
}

/** The most characters of a statement in a row. */
const mostCharacters = 36;

/** A row for each lock: the statement that asks for it, and what races show without it. */
export function renderLocks(locks: readonly LockToRender[]): string[] {
  if (locks.length === 0) return ['no statement asks for a lock'];
  const rows = locks.map(({ lock: { lock, statement }, shownBy, schedules, open }) => [
    lock,
    shortened(statement),
    shownBy === null
      ? `${open === 0 ? 'no race is wrong' : 'no race is wrong that counts'}, in ${formatCount(schedules, 'schedule')}`
      : `${shownBy.kind}: ${shownBy.commands}, after ${formatCount(schedules, 'schedule')}`,
  ]);
  return table(['lock', 'of', 'without it'], rows);
}

function shortened(statement: string): string {
  return statement.length <= mostCharacters ? statement : `${statement.slice(0, mostCharacters - 1)}…`;
}
