import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scenario } from '../../failure_modes/FM_001_duplicate_retry/scenario.ts';
import type { Project } from '../../src/cli/project.ts';
import { shippedProject } from '../../src/cli/project.ts';
import { promoteIn } from '../../src/cli/promote-in.ts';
import type { PromoteFlags } from '../../src/cli/promote.ts';
import { promoteCommand } from '../../src/cli/promote.ts';
import type { PublishNamedOptions } from '../../src/corpus/promoted/publish-named.ts';
import { publishNamed } from '../../src/corpus/promoted/publish-named.ts';
import { openQuestions } from '../../src/corpus/promoted/spec.ts';
import { readTrace } from '../../src/corpus/trace.ts';
import { unwrapped } from '../report/text.ts';
import { alter, clone, cloneWithThisCode, findIn, here, run, testsIn } from './clone.ts';
import type { Ended } from './faultbook.ts';
import { runHere } from './in-process.ts';

/** Where the machine is slow, it also says how far it is. */
function withoutProgress(err: string): string {
  return err.replaceAll(/^promoting to .*\n/gm, '');
}

function tool(root: string, name: string, args: readonly string[]): string {
  return execFileSync(join(here, 'node_modules/.bin', name), args, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
}

/** Lets a check find something, kept in a clone, and gives the path of the trace. */
async function findHere(root: string, args: string): Promise<string> {
  await runHere(['check', 'queue', ...args.split(' ')], { cwd: root });
  const [file = 'none'] = readdirSync(join(root, 'counterexamples'));
  return join(root, 'counterexamples', file);
}

/** The project of another clone. */
function projectAt(root: string): Project {
  return {
    ...shippedProject(),
    failureModes: join(root, 'failure_modes'),
    index: join(root, 'docs/failure_mode_index.md'),
    formatting: join(root, '.oxfmtrc.json'),
  };
}

/** Promotes a trace to another clone, in this process. */
function promoteTo(
  root: string,
  path: string,
  flags: PromoteFlags,
  signal: AbortSignal = new AbortController().signal,
): Promise<Ended> {
  return runHere([], { cwd: root, run: () => promoteCommand(projectAt(root), path, flags, signal) });
}

describe('a finding that a policy prevents', async () => {
  const root = cloneWithThisCode();
  const path = await findHere(root, '--without fencing --scope small');
  const ended = await promoteTo(root, path, { name: 'late_commit' });
  const folder = join(root, 'failure_modes/FM_002_late_commit');

  test('becomes a failure mode with all that one has, and nothing else is left', () => {
    expect({ code: ended.code, err: withoutProgress(ended.err) }).toEqual({ code: 0, err: '' });
    // The guide has the same, under the first number that is free here.
    const printed = ended.out.trimEnd().replaceAll('002', '012');
    expect(readFileSync(join(here, 'docs/guide/from-finding-to-regression-test.md'), 'utf8')).toContain(
      `\`\`\`\n${printed}\n\`\`\``,
    );
    expect(readdirSync(folder, { recursive: true }).map(String).toSorted()).toEqual([
      'scenario.ts',
      'spec.md',
      'tests',
      'tests/prevent_fm002.test.ts',
      'tests/repro_fm002.test.ts',
      'trace.json',
    ]);
    expect(existsSync(join(root, '.faultbook'))).toBe(false);
    expect(readFileSync(join(root, 'docs/failure_mode_index.md'), 'utf8')).toMatch(
      /\| \[FM_002\]\(.*\) \| Late commit \| queue without `fencing` \| INV_004 \| 4 \| faultbook check, seed 1, run \d+ \|/,
    );
  });

  test('has a specification with what follows from the data, and questions for the rest', () => {
    const spec = readFileSync(join(folder, 'spec.md'), 'utf8');
    expect(spec).toContain('# FM_002: Late commit');
    expect(spec).toContain('- INV_004, after command 4: A worker changes a job only under');
    expect(spec).toMatch(
      /This run is minimal: no run of at most 3 commands has this violation \(\d+ states explored, digest [0-9a-f]{32}\)/,
    );
    expect(spec).toContain(
      '  L2->>L4: commit\n  Note over L4: commit of j1 by e1, EFFECT of j1 by e1\n  L4-->>L2: committed',
    );
    expect(openQuestions(spec)).toBe(7);
    expect(ended.out).toContain('7 questions in spec.md are for you');
  });

  test('has the trace that was kept, and files that are laid out as the project’s are', async () => {
    expect(await readTrace(join(folder, 'trace.json'))).toEqual(await readTrace(path));
    // Lint and types need no clone: the project's own failure modes are what promoting writes, and are checked with it.
    const files = ['scenario.ts', 'trace.json', 'tests/prevent_fm002.test.ts', 'tests/repro_fm002.test.ts'];
    tool(root, 'oxfmt', ['--check', ...files.map((file) => join('failure_modes/FM_002_late_commit', file))]);
  });

  test('cannot be promoted again under the same number or name', async () => {
    const repeated = promoteTo(root, path, { name: 'other', number: 2 });
    await expect(repeated).rejects.toThrow(/^number 2 is in use; 3 is free$/);
    expect(readdirSync(join(root, 'failure_modes'))).toEqual(['FM_001_duplicate_retry', 'FM_002_late_commit']);
  });

  test('is not promoted where the user stops it: nothing is written, and nothing runs on', async () => {
    const hanging = `import { test } from 'vitest';\ntest('hangs', () => new Promise(() => {}));\n`;
    const files = new Map([['tests/a.test.ts', hanging]]);
    const promoting = {
      subject: 'queue',
      promote: (options: PublishNamedOptions) =>
        publishNamed('queue', async () => ({ contents: { scenario }, files }), options),
      formatResult: String,
    };
    const stop = new AbortController();
    const looking = setInterval(() => existsSync(join(root, '.faultbook')) && stop.abort(), 20);
    const { code } = await runHere([], {
      cwd: root,
      run: () => promoteIn(projectAt(root), promoting, { name: 'stopped', number: 9 }, stop.signal),
    });
    clearInterval(looking);
    expect(code).toBe(130);
    expectNothingWritten(root);
  });

  function expectNothingWritten(clonedTo: string): void {
    expect(readdirSync(join(clonedTo, 'failure_modes'))).toEqual(['FM_001_duplicate_retry', 'FM_002_late_commit']);
    expect(readFileSync(join(clonedTo, 'docs/failure_mode_index.md'), 'utf8')).not.toContain('FM_009');
    expect(existsSync(join(clonedTo, '.faultbook'))).toBe(false);
  }
});

test('the failure modes of a contract have the numbers after those of the subjects', async () => {
  const before: (number | undefined)[] = [];
  const promoting = {
    subject: 'lease-queue',
    promote: async ({ numbersAfter }: PublishNamedOptions) => {
      before.push(numbersAfter);
      return { verdict: 'interrupted' as const };
    },
    formatResult: String,
  };
  const code = await promoteIn(shippedProject(), promoting, { name: 'stale_report' }, new AbortController().signal);
  expect([code, before]).toEqual([130, [300]]);
});

describe('a finding that no policy prevents', async () => {
  const root = clone();
  // A job that is done keeps its leases: a plain bug of the real queue.
  alter(root, 'src/real/queue/sqlite/complete.ts', 'dropLeases.run({ job });', 'void dropLeases;');
  const path = await findIn(root, '--scope small');
  const ended = await run(root, `promote ${path} --name kept_lease --title`.concat(' Kept'));
  const folder = join(root, 'failure_modes/FM_002_kept_lease');

  test('becomes a failure mode whose regression test is red, and says so', () => {
    expect({ code: ended.code, err: withoutProgress(ended.err) }).toEqual({ code: 0, err: '' });
    const mended = 'view.leases is a bug of sqlite: its regression test is red until the bug is mended';
    expect(unwrapped(ended.out)).toContain(mended);
    expect(readFileSync(join(folder, 'spec.md'), 'utf8')).toContain(
      '- No invariant of the model: sqlite and the model diverge at view.leases.',
    );
    expect(readFileSync(join(root, 'docs/failure_mode_index.md'), 'utf8')).toMatch(
      /\| Kept \| queue as shipped \| view\.leases \(sqlite\) \| 4 \|/,
    );
    expect(readdirSync(join(folder, 'tests'))).toEqual(['regression_fm002.test.ts']);
    expect(readFileSync(join(folder, 'tests/regression_fm002.test.ts'), 'utf8')).toMatch(
      /^\/\/ No policy prevents this bug: the test fails until the bug is mended\.\n/,
    );
    const files = ['scenario.ts', 'tests/regression_fm002.test.ts'];
    const paths = files.map((file) => join('failure_modes/FM_002_kept_lease', file));
    tool(root, 'oxfmt', ['--check', ...paths]);
    tool(root, 'oxlint', ['--type-aware', '--deny-warnings', ...paths]);
  });

  // Its test passes once the bug is mended: promote.long.test.ts.
  test('has a test that shows the run as a timeline', async () => {
    const open = await testsIn(folder);
    expect(open).toMatchObject({ files: 1, passed: 1, failures: [expect.anything(), expect.anything()] });
    expect(open.failures[0]).toMatch(/FM_002 is open: this test fails until the bug is mended\n# .*\n1 +submit j1/);
  });
});
