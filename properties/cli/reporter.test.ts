import { mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { traceText } from '../../src/corpus/trace-text.ts';
import { aTrace } from '../corpus/traces.ts';
import { runHere } from './in-process.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'faultbook-test-')));
afterAll(() => rmSync(folder, { recursive: true }));

const counter = pathToFileURL(join(import.meta.dirname, '../check/counter.ts')).href;
writeFileSync(
  join(folder, 'faultbook.config.ts'),
  `import { counterByPolicies } from '${counter}'; export default { subjects: [counterByPolicies] };`,
);

const check = (args: string): ReturnType<typeof runHere> =>
  runHere(['check', '--runs', '50', ...args.split(' ')], { cwd: folder });

describe('a reporter for CI', () => {
  test('prints the annotation of a violation after the report, with its file', async () => {
    vi.stubEnv('GITHUB_WORKSPACE', join(folder, '..'));
    onTestFinished(() => void vi.unstubAllEnvs());
    const { code, out } = await check('--without floor --reporter github');
    const [file] = readdirSync(join(folder, 'counterexamples'));
    const path = `${folder.split('/').at(-1)}/counterexamples/${file}`;
    const lines = out.trimEnd().split('\n');
    expect(code).toBe(1);
    expect(lines[0]).toMatch(/^counter on plain, without floor, 10 most, seed 1, explored [\da-f]{8}$/);
    expect(lines.at(-1)).toContain(
      `::error file=${path},title=faultbook check::violated: counter on plain, without floor`,
    );
    expect(lines.at(-1)).toContain(`%0Ato replay it: npx faultbook replay counterexamples/${file}`);
  });

  test.each([
    ['github', '--seed 2', /%0Ato replay it: npx faultbook replay .* --subject \.\/one\.ts\n/],
    ['junit', '--seed 3', /to replay it: npx faultbook replay .* --subject \.\/one\.ts(?:\n|<|\])/],
    ['junit', '--no-counterexamples', /to replay it: npx faultbook check .* --subject \.\/one\.ts(?:\n|<|\])/],
  ])('names the file of the subject in the line that replays: %s %s', async (reporter, flags, line) => {
    writeFileSync(join(folder, 'one.ts'), `export { counterByPolicies } from '${counter}';`);
    const { code, out } = await check(`--without floor --subject ./one.ts ${flags} --reporter ${reporter}`);
    expect([code, out]).toEqual([1, expect.stringMatching(line)]);
  });

  test('prints no annotation where the subject holds', async () => {
    const { code, out } = await check('--no-counterexamples --reporter github');
    expect([code, out.includes('::')]).toEqual([0, false]);
  });

  test('prints no line of a report that is a workflow command', async () => {
    const hostile = `import { counterByPolicies } from '${counter}';
      export default { ...counterByPolicies, name: '::error::x' };`;
    writeFileSync(join(folder, 'hostile.ts'), hostile);
    const { code, out } = await check('--no-counterexamples --subject ./hostile.ts --reporter github');
    expect([code, out]).toEqual([0, expect.stringMatching(/^\| ::error::x on plain, /)]);
  });

  test('prints XML and nothing else', async () => {
    const { code, out } = await check('--no-counterexamples --without floor --reporter junit');
    expect([code, out]).toEqual([
      1,
      expect.stringMatching(/^<\?xml [^]*<failure type="violated"[^]*<\/testsuites>\n$/),
    ]);
  });

  test.each([
    ['explore --without floor --depth 3', 1, 'counter, without floor, 10 most', 'failure type="violated"'],
    ['explore --depth 1', 3, 'counter, all policies on, 10 most', 'error type="inconclusive"'],
    ['ablate --max-states 20', 3, 'counter on plain', 'error type="inconclusive"'],
    ['replay counterexamples/kept.json', 1, 'counterexamples/kept.json, counter on plain', 'failure type="violated"'],
  ])('reports %s as XML', async (args, exitCode, name, tag) => {
    const trace = aTrace({
      policies: { floor: false },
      commands: [{ type: 'down' }],
      outcomes: ['moved'],
      violation: { kind: 'invariant', name: 'FLOOR', at: 0 },
    });
    writeFileSync(join(folder, 'counterexamples/kept.json'), traceText(trace));
    const { code, out } = await runHere([...args.split(' '), '--reporter', 'junit'], { cwd: folder });
    const command = args.split(' ')[0];
    expect([code, out]).toEqual([exitCode, expect.stringContaining(`classname="faultbook.${command}" name="${name}"`)]);
    expect(out).toContain(`<${tag}`);
  });

  test.each([
    ['--reporter tap', "argument 'tap' is invalid. Allowed choices are github, junit."],
    ['--reporter junit --json', "option '--reporter <name>' cannot be used with option '--json'"],
  ])('is refused for %s, in one line', async (args, message) => {
    const { code, out, err } = await check(args);
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(message)]);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});
