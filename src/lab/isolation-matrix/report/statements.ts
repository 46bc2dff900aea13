import { wrapped } from '../../../report/wrapped.ts';
import type { MatrixStep } from '../matrix.ts';

/** A statement of this length fits on a terminal beside its number and its sender. */
const statementColumns = 100;

/** The statements with their senders, and the answers of the server. */
export function statements(steps: readonly MatrixStep[]): string[] {
  return steps.flatMap(({ who, statement, answer, woken }, index) => {
    const others = woken.map((other) => `; ${other.who} goes on: ${other.answer}`);
    const [first = '', ...further] = wrapped(`${statement} → ${answer}${others.join('')}`, statementColumns);
    return [`${String(index + 1).padStart(2)}  ${who}  ${first}`, ...further.map((line) => `${' '.repeat(8)}${line}`)];
  });
}
