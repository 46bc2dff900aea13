import { findLimits } from '../check/system-limits.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { everySystemOf } from '../kernel/subject.ts';
import type { SystemLimits } from '../kernel/system-limits.ts';
import { UserError } from '../kernel/user-error.ts';
import type { CampaignReport } from './campaign-report.ts';

/** What a campaign does not cover of a system. */
export interface CampaignLimits {
  readonly subject: string;
  readonly system: string;
  readonly limits: SystemLimits;
}

/**
 * What the systems of a campaign lack or do not show, each in the first scope of its jobs. A subject or a system that is not
 * there any more, or not as it was, is left out.
 */
export async function findCampaignLimits(
  { jobs }: Pick<CampaignReport, 'jobs'>,
  subjects: readonly AnySubject[],
): Promise<readonly CampaignLimits[]> {
  const found = new Map<string, CampaignLimits | null>();
  for (const { of } of jobs) {
    const { subject: name, system, policies, scope } = of;
    const subject = subjects.find((one) => one.name === name);
    const key = JSON.stringify([name, system]);
    if (found.has(key) || subject === undefined) continue;
    if (!everySystemOf(subject).some((one) => one.name === system)) continue;
    const limits = await findLimits(subject, { system, policies, scope }).catch((error: unknown) => {
      // The subject has changed since the campaign.
      if (error instanceof UserError) return null;
      throw error;
    });
    found.set(key, limits === null ? null : { subject: name, system, limits });
  }
  return [...found.values()].filter((one) => one !== null);
}
