import { DatabaseError } from 'pg';
import { ConnectionLost } from '../../database/connection-lost.ts';
import type { Trouble } from '../commands.ts';
import { Conflict, InfrastructureFailure } from '../ports.ts';

/**
 * Classifies an error of the server by its SQLSTATE. An unknown error is a defect and is returned unchanged. Only a
 * lost connection leaves open whether the transaction was committed: after any other error the server has rolled back.
 */
export function failureOf(error: unknown): unknown {
  if (error instanceof ConnectionLost) return new InfrastructureFailure('connectionLost', { cause: error });
  const code = codeOf(error);
  if (code === null) return error;
  if (conflicts.has(code)) return new Conflict(code, { cause: error });
  const trouble = troubleOf(code);
  return trouble === null ? error : new InfrastructureFailure(trouble, { cause: error });
}

/** `serialization_failure` and `deadlock_detected`: another transaction used the same rows. */
const conflicts: ReadonlySet<string> = new Set(['40001', '40P01']);

/** `query_canceled`, by `statement_timeout`, and `lock_not_available`, by `lock_timeout`. */
const timeouts: ReadonlySet<string> = new Set(['57014', '55P03']);

/** Classifies two classes of codes as a whole: 53, insufficient resources; 08, connection exception. */
function troubleOf(code: string): Trouble | null {
  if (timeouts.has(code)) return 'timeout';
  if (code.startsWith('53')) return 'exhausted';
  return code.startsWith('08') ? 'connectionLost' : null;
}

/** The SQLSTATE of an error. A refused connection has the server's error as the cause of a `EnvironmentError`. */
function codeOf(error: unknown): string | null {
  if (error instanceof DatabaseError) return error.code ?? null;
  return error instanceof Error && error.cause instanceof DatabaseError ? (error.cause.code ?? null) : null;
}
