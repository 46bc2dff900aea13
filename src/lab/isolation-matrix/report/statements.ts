import { plain } from '../../../report/sequence.ts';
import { wrapped } from '../../../report/wrapped.ts';
import type { Either, MatrixStep } from '../matrix.ts';
import { both } from '../matrix.ts';

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

/** The same as a mermaid sequence diagram, with a lane for the server. */
export function statementSequence(server: string, steps: readonly MatrixStep[]): string[] {
  const lines = [...both, server].map((name, index) => `participant L${index} as ${name}`);
  const lane = (who: Either): string => `L${both.indexOf(who)}`;
  for (const { who, statement, answer, woken } of steps) {
    lines.push(`${lane(who)}->>L${both.length}: ${plain(statement)}`);
    if (answer === 'waits') lines.push(`Note over L${both.length}: ${who} waits`);
    else lines.push(`L${both.length}-->>${lane(who)}: ${plain(answer)}`);
    for (const other of woken) lines.push(`L${both.length}-->>${lane(other.who)}: ${plain(other.answer)}`);
  }
  return ['sequenceDiagram', ...lines.map((line) => `  ${line}`)];
}
