import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { isLeftover, ownedName } from '../../../kernel/owned-name.ts';
import type { Etcd } from '../../database/etcd.ts';

/** Below this, each world has a prefix of its own. */
export const allWorlds = 'faultbook/';

export const officeKey = (prefix: string): string => `${prefix}office`;

/** The key by which a world is known as one that may be deleted. It is written with the office, and has no lease. */
export const signKey = (prefix: string): string => `${prefix}sign`;

/** The value of that key: the sign, and the process to which the world belongs. */
export function signOf(prefix: string): string {
  return `made by faultbook, which deletes it: ${prefix} of ${ownedName('', place)}`;
}

/**
 * Deletes the worlds that are left by processes that were killed: by a process of this machine that is gone, and by any
 * process whose lease has ended. What has no sign stays.
 */
export async function deleteLeftovers(etcd: Etcd): Promise<void> {
  const { entries } = await etcd.read(allWorlds);
  const keys = new Set(entries.map(({ key }) => key));
  for (const { key, value } of entries) {
    const prefix = key.slice(0, -signKey('').length);
    const sign = signOf(prefix).slice(0, -ownedName('', place).length);
    if (key !== signKey(prefix) || !value.startsWith(sign)) continue;
    if (isLeftover(value.slice(sign.length), '', place) || !keys.has(officeKey(prefix))) await etcd.removeAll(prefix);
  }
}

/**
 * Stands for all processes that this process can see: those since this start of this machine, in this container. Hosts of
 * one etcd may have the same name.
 */
const place = createHash('sha256')
  .update(
    [
      hostname(),
      orNone(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
      orNone(() => readlinkSync('/proc/self/ns/pid')),
    ].join('\n'),
  )
  .digest('hex')
  .slice(0, 12);

/** Other systems than Linux have no such file. */
function orNone(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
