import { testMatrixPrevention } from '../../../src/lab/isolation-matrix/failure-mode-tests.ts';
import { scenario } from '../scenario.ts';
await testMatrixPrevention(scenario);
