import { configDefaults, defineConfig } from 'vitest/config';
import type { ViteUserConfigFnObject } from 'vitest/config';
import { LongestFirst } from './properties/longest-first.ts';

const long = 'properties/**/*.long.test.ts';
const registry = 'properties/**/*.registry.test.ts';

/** The tests of each mode but the usual one. */
const only: Readonly<Record<string, readonly string[]>> = { long: [long], registry: [registry] };

/** `npm test` has minutes; `npm run test:long` takes longer, and `npm run test:package` needs the registry of npm. */
/** How long a test may take, by the mode: the longest ones take an hour where the machine is shared. */
const limitsMs: Readonly<Record<string, number>> = { registry: 600_000, long: 7_200_000 };

const config: ViteUserConfigFnObject = defineConfig(({ mode }) => ({
  test: {
    include: [...(only[mode] ?? ['properties/**/*.test.ts', 'failure_modes/**/*.test.ts', 'examples/**/*.test.ts'])],
    exclude: only[mode] === undefined ? [...configDefaults.exclude, long, registry] : configDefaults.exclude,
    globalSetup: ['properties/global-setup.ts'],
    // The one that counts the results has next to nothing to do: every core gets tests.
    maxWorkers: '100%',
    // Files share what they import: loading it anew for each takes an eighth of the time.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Machines are shared: no test may fail because it had to wait.
    testTimeout: limitsMs[mode] ?? 120_000,
  },
}));

export default config;
