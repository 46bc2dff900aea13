import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { pageOfCli } from '../../scripts/cli-page.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { runHere } from './in-process.ts';

const cwd = mkdtempSync(join(tmpdir(), 'faultbook-help-'));
afterAll(() => rmSync(cwd, { recursive: true }));

const root = join(import.meta.dirname, '../..');

test('docs/reference/cli.md is what the program prints as help', () => {
  expect(readFileSync(join(root, 'docs/reference/cli.md'), 'utf8')).toBe(pageOfCli());
});

test('no line of any help is wider than 80 columns', () => {
  const blocks = [...pageOfCli().matchAll(/^```\n([^]*?)\n```$/gm)].map(([, block]) => block ?? '');
  expect(blocks.length).toBeGreaterThan(10);
  expect(blocks.flatMap((block) => block.split('\n')).filter((line) => line.length > 80)).toEqual([]);
});

describe('help with a subject', () => {
  test.each(['check', 'explore', 'overnight'])('%s prints its policies, scopes and sizes', async (command) => {
    const { code, out } = await runHere([command, 'queue', '--help'], { cwd });
    expect(code).toBe(0);
    const printed = out.replaceAll(/\s+/g, ' ');
    expect(printed).toContain(` queue: policies ${Object.keys(queue.policies).join(', ')} systems sqlite, `);
    expect(printed).toContain('scope small 2 workers, 1 job, 1 fault, 3 attempts scope');
    expect(printed).toContain('scope medium (usual) ');
    expect(printed).toContain('--workers-in-model, --jobs, --faults,');
    expect(printed).not.toContain('booking:');
  });

  test('of a project with one subject needs no name', async () => {
    const { out } = await runHere(['check', '--help'], { cwd: join(root, 'examples/transfer') });
    expect(out).toMatch(/\n\ntransfer:\n {2}policies +none\n {2}systems +system\n {2}scope small \(usual\) +2 clients/);
  });

  test('without a name says where they are', async () => {
    const { out } = await runHere(['explore', '--help'], { cwd });
    expect(out).toContain('The policies, scopes and sizes of a subject: faultbook COMMAND queue --help');
    expect(out).not.toContain('--jobs');
  });
});
