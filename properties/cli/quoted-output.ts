import { expect } from 'vitest';
import { runHere } from './in-process.ts';

/**
 * Runs the commands of a guide in the folder of its example, and expects that they print all blocks that the guide quotes.
 * Each command is a block of its own.
 */
export async function expectQuotedOutput(guide: string, folder: string, commandCount: number): Promise<void> {
  const fenced = [...guide.matchAll(/^```(\w*)\n([\s\S]*?)\n```$/gm)];
  const blocks = fenced.flatMap(([, language, block = '']) => (language === '' ? [block] : []));
  const commands = blocks.filter((block) => block.startsWith('npx faultbook '));
  expect(commands).toHaveLength(commandCount);
  const printed: string[] = [];
  for (const command of commands) {
    const args = [...command.split(' ').slice(2), '--no-counterexamples'];
    printed.push((await runHere(args, { cwd: folder })).out);
  }
  for (const block of blocks.filter((one) => !commands.includes(one))) expect(printed.join('')).toContain(block);
}
