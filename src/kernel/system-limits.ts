/** What a verdict about a system does not cover, since the system lacks it, or does not show it. */
export interface SystemLimits {
  /** The places of the view that the system does not show, such as `jobs.token`. */
  readonly notShown: readonly string[];
  /** The places of the outcomes that the system does not show, such as `leased.token`. */
  readonly outcomesNotShown: readonly string[];
  /** The types of commands that the subject has, and the system has not. */
  readonly missingCommands: readonly string[];
  readonly unclaimedPolicies: readonly string[];
  /** The invariants that are not asked, each with the reason. */
  readonly accepted: Readonly<Record<string, string>>;
  /** The coverage goals that no step of the model on this system reaches: they are not asked. */
  readonly goalsOutOfReach: readonly string[];
  /** The number of the first states in which the goals out of reach were looked for; `null`: in all states. */
  readonly lookedAt: number | null;
}
