import { traceText } from '../trace-text.ts';
import type { Promotion } from './promotion.ts';
import { numberOf } from './promotion.ts';
import { scenarioText } from './scenario.ts';
import { specText } from './spec.ts';
import { testText } from './test-text.ts';

/** The files of a failure mode, by path in its folder. The code still needs a formatter. */
export function filesOf(promotion: Promotion): ReadonlyMap<string, string> {
  const number = numberOf(promotion);
  return new Map([
    ['spec.md', specText(promotion)],
    ['scenario.ts', scenarioText(promotion)],
    ['trace.json', traceText(promotion.trace)],
    [`tests/repro_fm${number}.test.ts`, testText('testRepro')],
    [`tests/prevent_fm${number}.test.ts`, testText('testPrevention')],
  ]);
}
