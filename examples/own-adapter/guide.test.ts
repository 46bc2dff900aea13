import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { asUser } from '../../properties/cli/as-user.ts';

const guide = readFileSync(join(import.meta.dirname, '../../docs/guide/write-an-adapter.md'), 'utf8');

test.each(['library.ts', 'subject.ts', 'same-run.ts'])('the guide has %s as it is in the example', (file) => {
  const source = readFileSync(join(import.meta.dirname, file), 'utf8');
  expect(guide).toContain(`\`\`\`ts\n${asUser(source)}\`\`\`\n`);
});
