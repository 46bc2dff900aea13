import { subjects } from '../../src/subjects/index.ts';
import { testAblation } from './ablation-tests.ts';

for (const subject of subjects) testAblation(subject);
