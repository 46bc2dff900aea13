import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runHere } from './in-process.ts';

const root = join(import.meta.dirname, '../..');
const cwd = mkdtempSync(join(tmpdir(), 'faultbook-readme-'));
afterAll(() => rmSync(cwd, { recursive: true }));

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

const readme = read('README.md');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

describe('the README', () => {
  test('has at most 8 KB', () => {
    expect(statSync(join(root, 'README.md')).size).toBeLessThanOrEqual(8192);
  });

  test('shows what a check without a safeguard prints', async () => {
    const { out } = await runHere(['check', 'queue', '--without', 'fencing'], { cwd });
    expect(readme).toContain(`\`\`\`\n${out.trimEnd()}\n\`\`\``);
  });

  test('has the subject of the example, in 25 lines, and what its check prints', async () => {
    const subject = read('examples/tickets/subject.ts').trimEnd().replace('../../src/index.ts', 'faultbook');
    expect(subject.split('\n').length).toBeLessThanOrEqual(25);
    expect(readme).toContain(`\`\`\`ts\n${subject}\n\`\`\``);
    const [, args = ''] = /\$ npx faultbook (check --subject .*)/.exec(readme) ?? [];
    const here = { cwd: join(root, 'examples/tickets') };
    const { code, out } = await runHere([...args.split(' '), '--no-counterexamples'], here);
    expect(code).toBe(1);
    expect(readme).toContain(`\`\`\`\n$ npx faultbook ${args}\n${out.trimEnd()}\n\`\`\``);
  });

  test('has the line of tests that CI runs', () => {
    const [testLine] = /^npm ci && npm test$/m.exec(read('.ci/run')) ?? [];
    expect(readme).toContain(`${testLine} `);
  });

  test('links to files that are there', () => {
    const prose = readme.replaceAll(/```[\s\S]*?```/g, '');
    const linked = [...prose.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, path]) => path ?? '');
    expect(linked.length).toBeGreaterThan(8);
    expect(linked.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

test('every script that a document names exists', () => {
  const documents = ['README.md', ...globSync('docs/**/*.md', { cwd: root })].map(read);
  const named = documents.flatMap((text) => Array.from(text.matchAll(/npm run (?:--silent )?([a-z][a-z:-]*)/g)));
  expect(named.length).toBeGreaterThan(20);
  expect(named.flatMap(([, name = '']) => (Object.hasOwn(scripts, name) ? [] : [name]))).toEqual([]);
});
