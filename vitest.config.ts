import { defineConfig } from 'vitest/config';
import type { ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['properties/**/*.test.ts', 'failure_modes/**/*.test.ts', 'examples/**/*.test.ts'],
    globalSetup: ['properties/global-setup.ts'],
    // Machines are shared: no test may fail because it had to wait.
    testTimeout: 120_000,
  },
});

export default config;
