import type { SystemLimits } from '../kernel/system-limits.ts';
import { paragraph } from './wrapped.ts';

/** A sentence for each kind of limit: what the system does not show, does not have, and does not hold. */
export function renderLimits(system: string, limits: SystemLimits): string[] {
  return sentencesOfLimits(system, limits).flatMap((sentence) => paragraph(sentence));
}

/** The same, as sentences. */
export function sentencesOfLimits(system: string, limits: SystemLimits): string[] {
  const { notShown, outcomesNotShown, missingCommands, unclaimedPolicies, accepted, goalsOutOfReach } = limits;
  const among = limits.lookedAt === null ? '' : ` (in the first ${limits.lookedAt.toLocaleString('en')} states)`;
  const lines: readonly (readonly [string, readonly string[]])[] = [
    [`${system} does not show of the view`, notShown],
    [`${system} does not show of the outcomes`, outcomesNotShown],
    [`${system} does not have the commands`, missingCommands],
    [`${system} does not claim the policies`, unclaimedPolicies],
    [`out of its reach, and not asked${among}`, goalsOutOfReach],
  ];
  return [
    ...lines.filter(([, of]) => of.length > 0).map(([what, of]) => `${what}: ${of.join(', ')}`),
    ...Object.entries(accepted).map(([id, reason]) => `${id} is not asked of ${system}: ${reason}`),
  ];
}
