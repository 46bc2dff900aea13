import { paragraph } from './wrapped.ts';

/** What a verdict about a system does not cover. */
export interface LimitsToRender {
  readonly notShown: readonly string[];
  readonly outcomesNotShown: readonly string[];
  readonly missingCommands: readonly string[];
  readonly unclaimedPolicies: readonly string[];
  readonly accepted: Readonly<Record<string, string>>;
  readonly goalsOutOfReach: readonly string[];
  readonly lookedAt: number | null;
}

/** A sentence for each kind of limit: what the system does not show, does not have, and does not hold. */
export function renderLimits(system: string, limits: LimitsToRender): string[] {
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
    ...lines.filter(([, of]) => of.length > 0).flatMap(([what, of]) => paragraph(`${what}: ${of.join(', ')}`)),
    ...Object.entries(accepted).flatMap(([id, reason]) => paragraph(`${id} is not asked of ${system}: ${reason}`)),
  ];
}
