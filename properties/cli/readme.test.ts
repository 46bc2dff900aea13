import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

test('the adapter in the README is the one in the example', () => {
  const adapter = readFileSync(join(root, 'examples/own-queue/adapter.ts'), 'utf8');
  expect(readme).toContain(`\`\`\`ts\n${adapter.trimEnd()}\n\`\`\``);
});

test('every script that the README names exists, and CI runs its line of tests', () => {
  const named = [...readme.matchAll(/npm run (?:--silent )?([a-z:]+)/g)].map(([, name]) => name ?? '');
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  const [testLine] = /^npm ci && npm test$/m.exec(readFileSync(join(root, '.ci/run'), 'utf8')) ?? [];
  expect(readme).toContain(`${testLine} `);
});

test('every file that the README links to is there', () => {
  const prose = readme.replaceAll(/```[\s\S]*?```/g, '');
  const linked = [...prose.matchAll(/\]\(([^)#]+)\)/g)].map(([, path]) => path ?? '');
  expect(linked.length).toBeGreaterThan(8);
  expect(linked.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
