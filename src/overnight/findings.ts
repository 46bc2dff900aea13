import { join } from 'node:path';
import { compareTraces } from '../corpus/signature.ts';
import type { Trace } from '../corpus/trace.ts';
import type { Finding } from '../kernel/violation.ts';
import type { ShrunkFinding } from './batch.ts';
import type { Job } from './job.ts';

/** The same for the same finding: of one subject, on one system, under one set of policies. */
export function findingKey(
  { subject, system, policies }: Pick<Trace, 'subject' | 'system' | 'policies'>,
  { kind, name, where }: Finding,
): string {
  return JSON.stringify([...placeOf({ subject, system, policies }), kind, name, where ?? null]);
}

/** Where a finding is looked for: in any scope, by any strategy. */
export function placeOf({ subject, system, policies }: Pick<Job, 'subject' | 'system' | 'policies'>): string[] {
  return [subject, system, JSON.stringify(Object.entries(policies).toSorted(([a], [b]) => (a < b ? -1 : 1)))];
}

/** Negative where the first is the one to keep: the one that shows every time, then the shorter one. */
export function compareFound(a: ShrunkFinding, b: ShrunkFinding): number {
  return Number(isSure(b)) - Number(isSure(a)) || compareTraces(a.trace, b.trace);
}

/** Whether it shows whenever it is replayed. */
export function isSure({ shown, of }: Pick<ShrunkFinding, 'shown' | 'of'>): boolean {
  return shown === of;
}

/** Where a finding is kept: what shows only sometimes is kept apart, or every check would begin with it. */
export function folderOf(folder: string, found: Pick<ShrunkFinding, 'shown' | 'of'>): string {
  return isSure(found) ? folder : join(folder, 'sometimes');
}
