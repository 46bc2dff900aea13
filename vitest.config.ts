import { configDefaults, defineConfig } from 'vitest/config';
import type { ViteUserConfigFnObject } from 'vitest/config';
import { LongestFirst } from './properties/longest-first.ts';

const long = 'properties/**/*.long.test.ts';

/** `npm test` has minutes; what takes longer is run by `npm run test:long`. */
const config: ViteUserConfigFnObject = defineConfig(({ mode }) => ({
  test: {
    include:
      mode === 'long' ? [long] : ['properties/**/*.test.ts', 'failure_modes/**/*.test.ts', 'examples/**/*.test.ts'],
    exclude: mode === 'long' ? configDefaults.exclude : [...configDefaults.exclude, long],
    globalSetup: ['properties/global-setup.ts'],
    // The one that counts the results has next to nothing to do: every core gets tests.
    maxWorkers: '100%',
    // Files share what they import: loading it anew for each takes an eighth of the time.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Machines are shared: no test may fail because it had to wait.
    testTimeout: 120_000,
  },
}));

export default config;
