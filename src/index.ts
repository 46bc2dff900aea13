export { UnsoundModel } from './kernel/unsound-model.ts';
export { ConfigurationError } from './kernel/configuration.ts';
export { breaksOf } from './check/breaks.ts';
export type { Breaks } from './check/breaks.ts';
export { check } from './check/check.ts';
export type { CheckOptions, CheckReport, Verdict } from './check/check.ts';
export { checkScopes } from './check/check-scopes.ts';
export type { PartReport, ScopesOptions, ScopesReport } from './check/check-scopes.ts';
export { checkAndKeep, checkScopesAndKeep } from './check/check-and-keep.ts';
export type { KeptCheckReport, KeptScopesReport } from './check/check-and-keep.ts';
export type { KeepingOptions, KeptFiles } from './check/replay-and-keep.ts';
export { replayFolder, UnreadableFolder } from './check/kept.ts';
export type { Known, KnownViolation, ReplayedFolder, WhichTraces } from './check/kept.ts';
export { replayFitting } from './check/replay-fitting.ts';
export type { FittingReplay, Mismatch } from './check/replay-fitting.ts';
export { recheckCertificate } from './check/recheck.ts';
export type { Recheck } from './check/recheck.ts';
export { ablateOnSystem, newInPairs, onlyTogether, verdictOfAblation } from './check/ablate-on-system.ts';
export { ablateSubject } from './check/ablate-subject.ts';
export type { AblatedSubject, AblateSubjectOptions } from './check/ablate-subject.ts';
export type {
  AblateOnSystemOptions,
  Ablation,
  AblationVerdict,
  ConfirmedRow,
  ConfirmedViolation,
  OnlyTogether,
} from './check/ablate-on-system.ts';
export { findLimits } from './check/system-limits.ts';
export type { SystemLimits } from './kernel/system-limits.ts';
export { driveSystem } from './check/drive-system.ts';
export { verdictOfExploration } from './check/exploration-verdict.ts';
export type { ExplorationVerdict } from './check/exploration-verdict.ts';
export type { DrivenOn, DriveProgress, DriveSystemOptions, NotDriven } from './check/drive-system.ts';
export { canSweep, planSweep, sweepSubject } from './check/sweep-subject.ts';
export type { PlannedSweep, Sweep, SweepSubjectOptions, SweepVerdict, SweptRow } from './check/sweep-subject.ts';
export { promote } from './check/promote.ts';
export type { Promoted, PromoteOptions } from './check/promote.ts';
export type { FailureModeFacts } from './check/failure-mode-facts.ts';
export type { ShorterRun } from './check/shorter-run.ts';
export { readFailureModes } from './corpus/failure-modes.ts';
export type { FailureMode } from './corpus/failure-modes.ts';
export { CannotPromote } from './corpus/promoted/cannot-promote.ts';
export type { SpecificationTexts } from './corpus/promoted/contents.ts';
export type { GeneratedImports } from './corpus/promoted/imports.ts';
export { BadName } from './corpus/promoted/naming.ts';
export type { ChosenNaming, Naming } from './corpus/promoted/naming.ts';
export type { TestRun } from './corpus/promoted/run-tests.ts';
export type { CampaignReport, CampaignVerdict } from './overnight/campaign-report.ts';
export { readCampaignReport } from './overnight/read-campaign-report.ts';
export type { Seen, Share } from './check/seen.ts';
export { callsAnswer } from './kernel/contract.ts';
export type {
  AnswerPromise,
  Contract,
  ContractPromise,
  RecoveryWay,
  SettledPromise,
  ShownPromise,
  Thrown,
  WitnessedStep,
} from './kernel/contract.ts';
export { defineContractSubject } from './kernel/define-contract-subject.ts';
export type { ContractSubjectDefinition } from './kernel/define-contract-subject.ts';
export type { ContractOptions } from './check/contract/check-contract.ts';
export type { UnsteadyFinding } from './check/contract/steadiness.ts';
export { defineConfig } from './kernel/config.ts';
export type { Config } from './kernel/config.ts';
export { defineModel } from './kernel/define-model.ts';
export type { ModelDefinition, NamedInvariant } from './kernel/define-model.ts';
export { defineSubject } from './kernel/define-subject.ts';
export type { SubjectDefinition } from './kernel/define-subject.ts';
export type { Counterexample, FoundBy, SetupNames } from './kernel/counterexample.ts';
export { asFastCheckCommands } from './check/fast-check-commands.ts';
export type { FastCheckCommand, FastCheckCommands, FastCheckCommandsOptions } from './check/fast-check-commands.ts';
export { interleavings } from './check/interleavings.ts';
export { validate } from './check/validate.ts';
export type { ValidateOptions, Validation } from './check/validate.ts';
export { violationsNear } from './check/violations-near.ts';
export type { ViolationsNear } from './check/violations-near.ts';
export { neighbourhood } from './check/neighbourhood.ts';
export { replay } from './check/replay.ts';
export type { Replay, ReplayedStep, ReplayVerdict } from './check/replay.ts';
export { runToViolation, SystemTooSlow } from './check/run.ts';
export { programSystem } from './real/program/program-system.ts';
export type { ProgramOptions } from './real/program/program-system.ts';
export type { ProgramCommand } from './real/program/line-process.ts';
export { stageCalls } from './real/wire/calls/stage-calls.ts';
export { openCallStage } from './real/wire/calls/stage.ts';
export type { CallStageOptions } from './real/wire/calls/stage.ts';
export { restrictTo, setUp } from './kernel/setup.ts';
export { LeftOver } from './kernel/started.ts';
export type { Started } from './kernel/started.ts';
export type { Harness, Setup, SetupOptions } from './kernel/setup.ts';
export type { RaceScenario } from './corpus/race-scenario.ts';
export type { ListedScenario, Scenario } from './corpus/scenario.ts';
export { BadTrace, readTrace } from './corpus/trace.ts';
export type { Trace } from './corpus/trace.ts';
export type { Bias } from './check/interleavings.ts';
export { startLockstep, startSyncLockstep } from './check/lockstep.ts';
export type { AsyncLockstep, StartOptions, SyncLockstep } from './check/lockstep.ts';
export type { SyncSystem } from './kernel/ask-system.ts';
export type { LockstepOptions, StepListener } from './kernel/lockstep.ts';
export { ViolationFound } from './kernel/run.ts';
export type { Run, ViolatingRun } from './kernel/run.ts';
export { CannotSweep } from './check/crash-judge.ts';
export { sweep } from './check/sweep.ts';
export type { CrashPoint, Lasting, SweepOptions, Swept, SweptViolation, SweptPoint, SweptStep } from './check/sweep.ts';
export { ablate } from './explore/ablate.ts';
export type { AblateOptions, AblationRow } from './explore/ablate.ts';
export { exploreByName } from './explore/explore-by-name.ts';
export type { ExploreByNameOptions } from './explore/explore-by-name.ts';
export { driveEdges } from './explore/drive.ts';
export { drawGraph } from './explore/draw-graph.ts';
export { exploreGraph, NoGraph } from './explore/graph.ts';
export type { Graph, GraphOptions } from './explore/graph.ts';
export { OutOfMemory } from './explore/memory.ts';
export type { Driven, DriveOptions } from './explore/drive.ts';
export { explore } from './explore/explore.ts';
export type { Exploration, ExploreOptions, ExploreProgress } from './explore/result.ts';
export { vacuityOf } from './explore/vacuity.ts';
export type { Vacuity, VacuousKind } from './explore/vacuity.ts';
export type { Explored } from './kernel/explored.ts';
export type { Certificate } from './kernel/certificate.ts';
export type { Observation } from './kernel/observation.ts';
export { allPolicies, observedSystem, policiesWithout } from './kernel/subject.ts';
export type { CoverageGoal } from './kernel/coverage-goal.ts';
export type { Invariant, StateInvariant, Step, StepInvariant } from './kernel/invariant.ts';
export type {
  Apart,
  Command,
  Ending,
  Instant,
  Instants,
  Model,
  Outcome,
  Overlapping,
  OverlappingEnding,
  System,
  Watchable,
} from './kernel/model.ts';
export type {
  Answer,
  AnySubject,
  Generation,
  Narration,
  Policies,
  Policy,
  ManualRun,
  Scope,
  NamedRun,
  ObservedSystem,
  ObservedSystemKind,
  Subject,
  SystemKind,
  SystemSetup,
  SystemTraits,
  Terms,
} from './kernel/subject.ts';
export { isEnabledRun } from './kernel/interpreter.ts';
export { linearize } from './linearize/linearize.ts';
export type {
  Furthest,
  Linearization,
  LinearizeOptions,
  LinearizeProgress,
  OverlapNeeded,
} from './linearize/linearization.ts';
export type { Core } from './linearize/core.ts';
export type { SearchStoppedBy } from './linearize/budget.ts';
export type { HistoryModel } from './linearize/specification.ts';
export type { Switches } from './linearize/switches.ts';
export { casRegister, fifo, map, register } from './linearize/models.ts';
export type { ShippedModel } from './linearize/models.ts';
export { BadHistory } from './kernel/operation.ts';
export type { Operation } from './kernel/operation.ts';
export { violationsOf } from './minimise/violations.ts';
export { NotJson } from './kernel/strict-json.ts';
export type { Finding, Violation, ViolationKind } from './kernel/violation.ts';
export { renderAblation } from './report/ablation.ts';
export { formatCampaignMarkdown, renderCampaign } from './report/campaign.ts';
export { renderCheck } from './report/check-report.ts';
export { renderDriving } from './report/driving.ts';
export { renderExploration } from './report/exploration.ts';
export { specificationTexts } from './report/specification-texts.ts';
export { formatFoundBy } from './report/provenance.ts';
export { renderReplay } from './report/replay.ts';
export { renderSweep } from './report/sweep.ts';
export { renderVacuity } from './report/vacuity.ts';
export { timeline } from './report/timeline.ts';
export { renderValidation } from './report/validation.ts';
export { corpusCases } from './testing/corpus-cases.ts';
export type { CorpusCase } from './testing/corpus-cases.ts';
export { propertyOf } from './testing/property-of.ts';
export type { RunOptions } from './testing/run-options.ts';
export { stress } from './stress/stress.ts';
export type { StressOptions } from './stress/stress.ts';
export type { StressCounts, StressReport, StressViolation } from './stress/report.ts';
