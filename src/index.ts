export { UnsoundModel } from './kernel/unsound-model.ts';
export { check } from './check/check.ts';
export type { CheckOptions, CheckReport, Verdict } from './check/check.ts';
export type { Counterexample } from './check/counterexample.ts';
export { interleavings } from './check/interleavings.ts';
export { ablate } from './explore/ablate.ts';
export type { AblateOptions, AblationRow } from './explore/ablate.ts';
export { driveEdges } from './explore/drive.ts';
export type { Driven, DriveOptions, Parting } from './explore/drive.ts';
export { explore } from './explore/explore.ts';
export type { Exploration, ExploreOptions, ExploreProgress, ShortestViolation } from './explore/explore.ts';
export { allPolicies } from './kernel/subject.ts';
export type { Invariant, StateInvariant, Step, StepInvariant } from './kernel/invariant.ts';
export type { Command, Instant, Instants, Model, Outcome, System } from './kernel/model.ts';
export type {
  Expectation,
  Generation,
  Narration,
  Policies,
  Policy,
  Scope,
  Subject,
  SystemKind,
} from './kernel/subject.ts';
export type { Violation, ViolationKind } from './kernel/violation.ts';
export { timeline } from './report/timeline.ts';
export { queue } from './subjects/queue.ts';
export type {
  QueueCommand,
  QueueOutcome,
  QueuePolicies,
  QueueScope,
  QueueSubject,
  QueueView,
} from './subjects/queue.ts';
