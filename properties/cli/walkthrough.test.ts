import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unwrapped } from '../report/text.ts';
import { runHere } from './in-process.ts';

const root = join(import.meta.dirname, '../..');

function documentAt(path: string): { path: string; text: string; blocks: string[] } {
  const text = readFileSync(join(root, path), 'utf8');
  return { path, text, blocks: [...text.matchAll(/```\n([\s\S]*?)\n```/g)].map(([, block]) => block ?? '') };
}

/** The documents that quote what commands print. */
const documents = ['docs/explanation/walkthrough.md', 'postmortems/FM_001_duplicate_retry.md'].map(documentAt);
const storm = documentAt('postmortems/FM_003_retry_storm.md');

test('the walkthrough and the incident report quote what their commands print', async () => {
  const named = documents.flatMap(({ text }) => [...text.matchAll(/npm run faultbook -- ([^`\n]+)/g)]);
  const commands = [...new Set(named.map(([, command]) => command ?? ''))];
  expect(commands).toHaveLength(3);
  const printed: string[] = [];
  for (const command of commands) printed.push((await runHere(command.split(' '), { cwd: root })).out);
  const all = printed.join('\n');
  for (const { path, blocks } of documents) {
    const quoted = blocks.filter((block) => !block.startsWith('npm run'));
    expect(quoted.length, path).toBeGreaterThan(0);
    for (const block of quoted) expect(all).toContain(block);
  }
  const [, verdict] = /line is `(.*)`/.exec(documents[1]?.text ?? '') ?? [];
  expect(unwrapped(all)).toContain(verdict ?? 'no verdict is quoted');
});

test('what the report of the retry storm quotes is what the storm prints', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts/storm.ts')], {
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  expect(stdout).toContain(storm.blocks[1] ?? 'nothing is quoted');
  const quoted = [...storm.text.matchAll(/^`((?:without|with) retryBudget: .*)`$/gm)].map(([, line]) => line ?? '');
  expect(stderr.trimEnd().split('\n')).toEqual(quoted);
});

test('every file that they name or link to is there', () => {
  for (const { path, text } of [...documents, storm]) {
    const linked = [...text.matchAll(/\]\(([^)#]+)\)/g)].map(([, to]) => join(root, path, '..', to ?? ''));
    const named = [...text.matchAll(/`((?:src|properties|failure_modes)\/[^`]+)`/g)].map(([, to]) =>
      join(root, to ?? ''),
    );
    expect(linked.length + named.length).toBeGreaterThan(3);
    expect([...linked, ...named].filter((file) => !existsSync(file))).toEqual([]);
  }
});
