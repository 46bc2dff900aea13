import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectQuotedOutput } from '../../properties/cli/quoted-output.ts';

const guide = readFileSync(join(import.meta.dirname, '../../docs/guide/your-own-queue.md'), 'utf8');

test('the guide quotes the files of the example', () => {
  for (const file of ['job-table.ts', 'subject.ts'])
    expect(guide).toContain(`\`\`\`ts\n${readFileSync(join(import.meta.dirname, file), 'utf8').trimEnd()}\n\`\`\``);
});

test('the guide quotes what its commands print', () => expectQuotedOutput(guide, import.meta.dirname, 2));
