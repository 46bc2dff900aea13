import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageOfCli } from './cli-page.ts';

writeFileSync(join(import.meta.dirname, '../docs/reference/cli.md'), pageOfCli());
