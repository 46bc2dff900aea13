import { testMatrixRepro } from '../../../src/lab/isolation-matrix/failure-mode-tests.ts';
import { scenario } from '../scenario.ts';
await testMatrixRepro(scenario, import.meta.dirname);
