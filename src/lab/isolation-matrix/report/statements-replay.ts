import { styleText } from 'node:util';
import type { Finder } from '../../../report/provenance.ts';
import { formatFoundBy } from '../../../report/provenance.ts';
import type { MatrixSubject } from '../matrices.ts';
import type { MatrixPlace, MatrixStep } from '../matrix.ts';
import { invariantSays } from './invariants.ts';
import { statements } from './statements.ts';

/** The facts of a trace of statements that a printed replay needs. */
interface StatementTrace extends MatrixPlace {
  readonly server: string;
  readonly steps: readonly MatrixStep[];
  /** The invariant that is violated, by its id. */
  readonly breaks: string;
  readonly certificate: { readonly interleavings: number } | null;
  readonly foundBy: Finder;
}

/** The result of a replay of statements. */
interface StatementReplay {
  readonly verdict: 'reproduced' | 'gone';
  readonly steps: readonly MatrixStep[];
  /** The answers of the server that differ from the trace. */
  readonly changes: readonly string[];
}

/** The result of a repeated run of every interleaving of the cell. */
interface StatementRecheck {
  readonly verdict: 'confirmed' | 'refuted';
  readonly interleavings: number;
  readonly broken: number;
  /** The number of statements of the shortest run that violates the invariant; `null`: no run does. */
  readonly shortest: number | null;
}

/** A replay of statements: the statements and their senders, the server's answers, the verdict, and the result of a recheck. */
export function renderStatementReplay(
  subject: MatrixSubject,
  trace: StatementTrace,
  replayed: StatementReplay,
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
