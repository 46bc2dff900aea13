import type { TestAPI, TestOptions } from 'vitest';
import { expect, test as vitestTest } from 'vitest';
import { checkScopes } from '../check/check-scopes.ts';
import { check } from '../check/check.ts';
import { cacheFolder } from '../files/cache-folder.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { Policies, Scope, Subject } from '../kernel/subject.ts';
import { assertNoFaults } from '../testing/assert-no-faults.ts';
import type { RunOptions } from '../testing/run-options.ts';
import { setupOptionsOf, usualLength } from '../testing/run-options.ts';
import { toHold } from './to-hold.ts';

expect.extend({ toHold });

/** How long a test of a subject may take: hundreds of runs on a database take longer than the 5 s of vitest. */
const usualTimeoutMs = 300_000;

/**
 * How a subject is tested: the runs, and the options of a test of vitest (`timeout`, by default 300,000 ms, `skip`, `fails`
 * and so on).
 */
export interface TestSubjectOptions<P, S> extends RunOptions<P, S>, TestOptions {
  /** How many runs. Default: 100. */
  readonly runs?: number;
  /** Decides the runs. Default: 1. */
  readonly seed?: number;
}

/** Defines a test that checks a subject, in all its scopes if none is named, and expects that the report holds. */
type TestSubject = <State, C extends Command, O extends Outcome, View, P extends Policies, S extends Scope>(
  subject: Subject<State, C, O, View, P, S>,
  options?: TestSubjectOptions<P, S>,
) => void;

/** The `test` of vitest, with `test.subject`. */
export const test: TestAPI & { readonly subject: TestSubject } = Object.assign(vitestTest.extend({}), {
  subject: testSubject,
});

function testSubject<State, C extends Command, O extends Outcome, View, P extends Policies, S extends Scope>(
  subject: Subject<State, C, O, View, P, S>,
  options: TestSubjectOptions<P, S> = {},
): void {
  const {
    runs = 100,
    seed = 1,
    length = usualLength,
    generation,
    system: _system,
    without: _without,
    scope: _scope,
    ...testOptions
  } = options;
  const setup = setupOptionsOf(subject, options);
  vitestTest(
    `${subject.name} on ${setup.system} does what its model says in ${runs} runs`,
    { timeout: usualTimeoutMs, ...testOptions },
    async ({ signal }) => {
      await assertNoFaults(subject);
      const cache = cacheFolder();
      const how = { ...setup, runs, seed, length, cache, ...(generation && { generation }), signal };
      expect(await (options.scope === undefined ? checkScopes(subject, how) : check(subject, how))).toHold();
    },
  );
}
