import { styleText } from 'node:util';
import { formatFoundBy } from '../../../report/provenance.ts';
import type { MatrixSubject } from '../matrices.ts';
import type { MatrixTrace } from '../matrix-trace.ts';
import type { ReplayedStatements, StatementRecheck } from '../replay-statements.ts';
import { invariantSays } from './invariants.ts';
import { statements } from './statements.ts';

/** A replay of statements: the statements and their senders, the server's answers, the verdict, and the result of a recheck. */
export function renderStatementReplay(
  subject: MatrixSubject,
  trace: Omit<MatrixTrace, 'version' | 'subject'>,
  replayed: Omit<ReplayedStatements, 'isBroken'>,
  recheck: StatementRecheck | null,
): string[] {
  const { pattern, setting, server, breaks, certificate, steps, foundBy } = trace;
  const { says, breaks: verb } = subject.matrix;
  const proof =
    certificate === null
      ? 'not minimised'
      : `shortest: of all ${certificate.interleavings} interleavings, none with fewer than ${steps.length} statements ${verb}`;
  return [
    `${subject.name}, ${pattern} at ${setting} on ${server}: ${says}`,
    `found by ${formatFoundBy(foundBy)}`,
    ...statements(replayed.steps),
    '',
    replayed.verdict === 'reproduced'
      ? styleText('red', `reproduced: ${breaks}, ${verb}: ${invariantSays(subject, breaks)}`)
      : styleText('green', `gone: ${breaks} is no longer violated`),
    ...replayed.changes,
    ...(replayed.verdict === 'reproduced' ? [proof] : []),
    ...(recheck === null ? [] : [formatRecheck(recheck, verb)]),
  ];
}

function formatRecheck({ verdict, interleavings, broken, shortest }: StatementRecheck, verb: string): string {
  const least = shortest === null ? '' : `, the shortest in ${shortest} statements`;
  const all = `all ${interleavings} interleavings run again: ${verb} in ${broken}${least}`;
  return verdict === 'confirmed' ? styleText('green', all) : styleText('red', `${all}: unlike the certificate`);
}
