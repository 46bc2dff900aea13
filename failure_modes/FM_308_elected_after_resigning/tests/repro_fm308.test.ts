import { testRepro } from '../../../src/vitest/index.ts';
import { scenario } from '../scenario.ts';
await testRepro(scenario, import.meta.dirname);
