import { defineConfig } from 'vitest/config';
import type { ViteUserConfig } from 'vitest/config';

/**
 * How Stryker runs the tests that judge a module of the engines: without a server of Postgres, and with every module
 * loaded again in each test file, or changes to what a module does when it is loaded would never be seen.
 */
const config: ViteUserConfig = defineConfig({
  test: { include: process.env['FAULTBOOK_MUTANT_TESTS']?.split(',') ?? [], isolate: true, testTimeout: 120_000 },
});

export default config;
