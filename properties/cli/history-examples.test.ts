import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectQuoted } from '../quoted.ts';
import { runHere } from './in-process.ts';

const root = join(import.meta.dirname, '../..');
const examples = 'properties/linearize/examples';

test.each([
  ['cas-register', 'cas-register'],
  ['map', 'map'],
  ['queue', 'queue'],
  ['set', `./${examples}/models.ts#set`],
  ['job-queue', `./${examples}/models.ts#jobQueue`],
  ['booking', `./${examples}/models.ts#booking`],
])('the document has the core of an illegal %s as it is printed', async (file, model) => {
  const args = ['history', `${examples}/${file}.jsonl`, '--model', model];
  const { code, out } = await runHere(args, { cwd: root });
  expect(code).toBe(1);
  expectQuoted('docs/reference/histories.md', `\`\`\`\n$ npx faultbook ${args.join(' ')}\n${out}\`\`\`\n`);
});
