import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** `npm run test:fm -- 001`: the tests of one failure mode, or of all where none is named. */
const root = join(import.meta.dirname, '..');
const [number = ''] = process.argv.slice(2);
const folders = readdirSync(join(root, 'failure_modes')).filter((name) => name.startsWith('FM_'));
const chosen = folders.filter((name) => name.startsWith(`FM_${number}`));
if (chosen.length === 0) {
  console.error(
    `test:fm: no failure mode '${number}'; there is: ${folders.map((name) => name.slice(3, 6)).join(', ')}`,
  );
  process.exit(2);
}
const filters = chosen.map((name) => `failure_modes/${name}/`);
const { status } = spawnSync('vitest', ['run', ...filters], { cwd: root, stdio: 'inherit' });
process.exit(status ?? 1);
