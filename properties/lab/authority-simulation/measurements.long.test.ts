import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { expectQuoted } from '../../quoted.ts';
import { runLabHere } from '../run-lab.ts';

test('docs/subjects/authority.md has the figures that npm run simulate prints', async () => {
  const { code, out } = await runLabHere(['simulate', 'authority'], { cwd: tmpdir() });
  expect(code).toBe(0);
  const [, figures = ''] = /\n\nThe document’s figures\n([^]*?)\n\n/.exec(out) ?? [];
  expect(figures.split('\n').length).toBeGreaterThan(30);
  expectQuoted('docs/subjects/authority.md', `\`\`\`\n${figures}\n\`\`\``);
});
