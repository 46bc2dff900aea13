import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failureModeIndex, readFailureModes } from '../src/corpus/failure-modes.ts';

const root = join(import.meta.dirname, '..');
try {
  const modes = await readFailureModes(join(root, 'failure_modes'));
  writeFileSync(join(root, 'docs/failure_mode_index.md'), failureModeIndex(modes));
} catch (error) {
  console.error(`index: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
