import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runHere } from '../../properties/cli/in-process.ts';

const guide = readFileSync(join(import.meta.dirname, '../../docs/guide/your-own-system.md'), 'utf8');

test('the guide quotes what its commands print', async () => {
  const fenced = [...guide.matchAll(/^```(\w*)\n([\s\S]*?)\n```$/gm)];
  const blocks = fenced.flatMap(([, language, block = '']) => (language === '' ? [block] : []));
  const commands = blocks.filter((block) => block.startsWith('npx faultbook '));
  expect(commands).toHaveLength(2);
  const printed: string[] = [];
  for (const command of commands) {
    const args = [...command.split(' ').slice(2), '--no-counterexamples'];
    printed.push((await runHere(args, { cwd: import.meta.dirname })).out);
  }
  for (const block of blocks.filter((one) => !commands.includes(one))) expect(printed.join('')).toContain(block);
});
