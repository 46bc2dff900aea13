import type { Isolation } from '../../../real/database/postgres.ts';

/** The isolation level of the transactions: each sees one snapshot, and the server refuses what no order explains. */
export type PatternPolicies = Readonly<Record<'snapshot' | 'serializable', boolean>>;

/** The policies that make each isolation level. */
const levels: Readonly<Record<Isolation, PatternPolicies>> = {
  'READ COMMITTED': { snapshot: false, serializable: false },
  'REPEATABLE READ': { snapshot: true, serializable: false },
  SERIALIZABLE: { snapshot: true, serializable: true },
};

/** Throws `RangeError` where there is no isolation level of this name. */
export function policiesAt(setting: string): PatternPolicies {
  const found = Object.entries(levels).find(([name]) => name === setting);
  if (found === undefined) throw new RangeError(`there is no isolation level '${setting}'`);
  return found[1];
}

export function isolationOf({ snapshot, serializable }: PatternPolicies): Isolation {
  if (serializable) return 'SERIALIZABLE';
  return snapshot ? 'REPEATABLE READ' : 'READ COMMITTED';
}
