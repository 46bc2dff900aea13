import { testPrevention } from '../../../src/vitest/index.ts';
import { scenario } from '../scenario.ts';
await testPrevention(scenario, import.meta.dirname);
