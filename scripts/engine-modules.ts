/** A module of the engines whose conditions, numbers and texts are changed one at a time, and the tests that judge it. */
export interface EngineModule {
  readonly file: string;
  readonly tests: readonly string[];
}

/** Each test file stands beside its module: no server, no process of its own, seconds and not minutes. */
export const engineModules: readonly EngineModule[] = [
  judged('src/kernel/json.ts', 'kernel/json'),
  judged('src/kernel/instants.ts', 'kernel/fold'),
  judged('src/kernel/judge.ts', 'kernel/judge', 'kernel/lockstep', 'check/open-lockstep'),
  judged('src/kernel/interpreter.ts', 'kernel/interpreter', 'kernel/lockstep', 'check/open-lockstep'),
  judged('src/kernel/strict-json.ts', 'kernel/strict-json'),
  judged('src/kernel/lockstep.ts', 'kernel/asking', 'check/open-lockstep'),
  judged('src/kernel/recovery.ts', 'kernel/recovery'),
  judged('src/kernel/configuration.ts', 'kernel/configuration'),
  judged('src/kernel/with-system.ts', 'kernel/with-system'),
  judged('src/kernel/time-limit.ts', 'kernel/time-limit'),
  judged('src/kernel/fingerprint-set.ts', 'kernel/fingerprint-set'),
  judged('src/explore/search.ts', 'explore/search'),
  judged('src/explore/recoveries.ts', 'explore/every-order', 'explore/recoveries'),
  judged('src/explore/frontier.ts', 'explore/frontier'),
  judged('src/explore/found.ts', 'explore/found'),
  judged('src/explore/graph.ts', 'explore/graph'),
  judged('src/explore/vacuity.ts', 'explore/vacuity'),
  judged('src/explore/audit-steps.ts', 'explore/audits'),
  judged('src/explore/audit-symmetry.ts', 'explore/audits'),
  judged('src/explore/tour.ts', 'explore/tour'),
  judged('src/explore/explore.ts', 'explore/answer', 'explore/limits'),
  judged('src/explore/drive.ts', 'explore/drive-counter', 'explore/drive'),
  judged('src/kernel/fingerprint-slots.ts', 'explore/visited'),
  judged('src/explore/visited.ts', 'explore/visited'),
  judged('src/explore/shared-set.ts', 'explore/tables'),
  judged('src/minimise/violations.ts', 'minimise/violations'),
  judged('src/minimise/repair.ts', 'minimise/repair'),
  judged('src/minimise/unroll.ts', 'minimise/repair'),
  judged('src/minimise/minimise.ts', 'minimise/candidates', 'minimise/minimise'),
  judged('src/minimise/order.ts', 'minimise/order'),
  judged('src/minimise/shorter.ts', 'minimise/shorter'),
  judged('src/minimise/simpler.ts', 'minimise/simpler'),
  judged('src/minimise/edges.ts', 'minimise/edges'),
  judged('src/minimise/certify.ts', 'minimise/certificates'),
  judged('src/check/other-findings.ts', 'check/run'),
  judged('src/check/run.ts', 'check/run'),
  judged('src/check/shrink-on-system.ts', 'check/shrink-on-system'),
  judged('src/check/shrink-on-model.ts', 'check/shrink-on-model', 'check/shrink-in-recovery'),
  judged('src/check/search-model.ts', 'check/search-model'),
  judged('src/corpus/signature.ts', 'corpus/signature'),
  judged('src/corpus/trace.ts', 'corpus/bad-trace', 'corpus/trace', 'lab/isolation-matrix/matrix-trace'),
  judged('src/corpus/trace-versions.ts', 'corpus/bad-trace', 'corpus/trace'),
  judged('src/corpus/trace-text.ts', 'corpus/trace', 'lab/isolation-matrix/matrix-trace'),
  judged('src/corpus/counterexamples.ts', 'corpus/counterexamples', 'lab/isolation-matrix/matrix-trace'),
  judged('src/corpus/scenarios.ts', 'corpus/scenarios'),
  judged('src/corpus/fits.ts', 'corpus/fits'),
  judged('src/overnight/findings.ts', 'overnight/findings'),
  judged('src/overnight/estimate.ts', 'overnight/estimate'),
  judged('src/overnight/account.ts', 'overnight/account'),
  judged('src/overnight/rounds.ts', 'overnight/rounds'),
  judged('src/overnight/campaign-report.ts', 'overnight/campaign-report'),
  judged('src/overnight/sums.ts', 'overnight/sums'),
  judged('src/overnight/schedule.ts', 'overnight/schedule'),
  judged('src/overnight/collection.ts', 'overnight/collection'),
  judged('src/overnight/next-batch.ts', 'overnight/next-batch'),
  judged('src/overnight/recorder.ts', 'overnight/recorder'),
];

function judged(file: string, ...tests: readonly string[]): EngineModule {
  return { file, tests: tests.map((test) => `properties/${test}.test.ts`) };
}
