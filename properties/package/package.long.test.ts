import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { installPackage, run } from './package.ts';

const { project, package: installed } = installPackage('fast-check', 'vitest', 'typescript', '@types/node');

// What init writes in JavaScript, and a subject of the configuration: package.test.ts.
describe('an empty project with the package', () => {
  test('has what init writes in TypeScript pass check and vitest at once', () => {
    const folder = join(project, 'TypeScript');
    mkdirSync(folder);
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ type: 'module', devDependencies: { typescript: '*' } }),
    );
    const bin = join(installed, 'bin/faultbook.js');
    expect(run(bin, ['init', '--yes'], folder)).toContain('wrote faultbook/shop.');
    expect(run(bin, ['check'], folder)).toContain('holds: no violation in 2,000 runs');
    const vitest = join(project, 'node_modules/vitest/vitest.mjs');
    expect(run(vitest, ['run', '--root', folder, '--reporter', 'tap'], folder)).toMatch(/^ok 1 - /m);
  });

  test('promotes what a check finds in a subject of --subject', () => {
    const folder = join(project, 'tickets');
    copyExample('tickets', folder);
    const bin = join(installed, 'bin/faultbook.js');
    const subject = ['--subject', './subject.ts'];
    expect(() => run(bin, ['check', ...subject], folder)).toThrow(/Command failed/);
    const [found = 'none'] = readdirSync(join(folder, 'counterexamples'));
    const promoted = run(bin, ['promote', join('counterexamples', found), '--name', 'sold_out', ...subject], folder);
    expect(promoted).toContain('its regression test is red until the bug is');
    const scenario = readFileSync(join(folder, 'failure_modes/FM_001_sold_out/scenario.ts'), 'utf8');
    expect(scenario).toContain("subjectFile: '../../subject.ts#tickets',");
    const vitest = join(project, 'node_modules/vitest/vitest.mjs');
    const testing = ['run', 'failure_modes', '--root', folder, '--reporter', 'tap'];
    expect(() => run(vitest, testing, folder)).toThrow(/Command failed/);
    const tickets = join(folder, 'tickets.ts');
    const [first = '', second = ''] = readFileSync(tickets, 'utf8').match(/^ +if \(this.*$/gm) ?? [];
    writeFileSync(tickets, readFileSync(tickets, 'utf8').replace(`${first}\n${second}`, `${second}\n${first}`));
    expect(run(vitest, testing, folder)).toMatch(/^ok /m);
  });

  test('runs the example of transfers and its tests', () => {
    const folder = join(project, 'transfer');
    copyExample('transfer', folder);
    const bin = join(installed, 'bin/faultbook.js');
    expect(run(bin, ['check'], folder)).toContain('holds: no violation in 2,000 runs');
    const vitest = join(project, 'node_modules/vitest/vitest.mjs');
    expect(run(vitest, ['run', '--root', folder, '--reporter', 'tap'], folder)).toMatch(/^ok 2 - /m);
  });
});

/** Copies an example as a user has it: with imports of the package in place of the sources. */
function copyExample(name: string, to: string): void {
  const from = join(import.meta.dirname, '../../examples', name);
  mkdirSync(to);
  writeFileSync(join(to, 'package.json'), '{ "type": "module" }');
  // The guide is not a part of the package.
  for (const file of readdirSync(from).filter((one) => one.endsWith('.ts') && one !== 'guide.test.ts')) {
    const source = readFileSync(join(from, file), 'utf8');
    const asUser = source.replaceAll(/'\.\.\/\.\.\/src\/(?:(vitest)\/)?index\.ts'/g, (_, vitest?: string) =>
      vitest === undefined ? "'faultbook'" : "'faultbook/vitest'",
    );
    writeFileSync(join(to, file), asUser);
  }
}
