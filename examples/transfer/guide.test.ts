import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { expectQuotedOutput } from '../../properties/cli/quoted-output.ts';

const guide = readFileSync(join(import.meta.dirname, '../../docs/guide/your-own-system.md'), 'utf8');

test('the guide quotes what its commands print', () => expectQuotedOutput(guide, import.meta.dirname, 2));
