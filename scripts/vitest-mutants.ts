import { defineConfig } from 'vitest/config';
import type { ViteUserConfig } from 'vitest/config';

/** How Stryker runs the tests that judge a module of the engines: as `npm test` does, but without a server of Postgres. */
const config: ViteUserConfig = defineConfig({
  test: { include: ['properties/**/*.test.ts'], isolate: false, testTimeout: 120_000 },
});

export default config;
