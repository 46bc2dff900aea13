import { literal } from '../../../corpus/promoted/test-text.ts';
import { matrixTraceText } from '../keep-matrix-trace.ts';
import type { MatrixPromotion } from './matrix-promotion.ts';
import { matrixSpecText } from './matrix-spec.ts';
import { matrixPreventTestText, matrixReproTestText } from './matrix-tests.ts';

/** The files of a failure mode, by path in its folder. The code still needs a formatter. */
export function filesOfMatrix(promotion: MatrixPromotion): ReadonlyMap<string, string> {
  const { scenario, trace } = promotion;
  const number = scenario.id.slice('FM_'.length);
  return new Map([
    ['spec.md', matrixSpecText(promotion)],
    [
      'scenario.ts',
      `import type { MatrixScenario } from '../../src/lab/isolation-matrix/scenario.ts';

export const scenario: MatrixScenario = ${literal(scenario)};
`,
    ],
    ['trace.json', matrixTraceText(trace)],
    [`tests/repro_fm${number}.test.ts`, matrixReproTestText(promotion)],
    [`tests/prevent_fm${number}.test.ts`, matrixPreventTestText(promotion)],
  ]);
}
