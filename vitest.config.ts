import { defineConfig } from 'vitest/config';
import type { ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['properties/**/*.test.ts', 'failure_modes/**/*.test.ts', 'examples/**/*.test.ts'],
    globalSetup: ['properties/global-setup.ts'],
    // The one that counts the results has next to nothing to do: every core gets tests.
    maxWorkers: '100%',
    // Machines are shared: no test may fail because it had to wait.
    testTimeout: 120_000,
  },
});

export default config;
