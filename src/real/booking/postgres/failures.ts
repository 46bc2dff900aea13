import { DatabaseError } from 'pg';
import { ConnectionLost } from '../../database/connection-lost.ts';
import type { Trouble } from '../commands.ts';
import { Conflict, InfrastructureFailure } from '../ports.ts';

/**
 * What an error of the server is for booking, by its SQLSTATE. What is not in here is a defect, and stays one. Of all
 * of them only a lost connection leaves open whether anything was written: after any other the server has rolled back.
 */
export function failureOf(error: unknown): unknown {
  if (error instanceof ConnectionLost) return new InfrastructureFailure('connectionLost', { cause: error });
  const code = codeOf(error);
  if (code === null) return error;
  if (conflicts.has(code)) return new Conflict(code, { cause: error });
  const trouble = troubleOf(code);
  return trouble === null ? error : new InfrastructureFailure(trouble, { cause: error });
}

/** `serialization_failure` and `deadlock_detected`: another transaction was at the same rows. */
const conflicts: ReadonlySet<string> = new Set(['40001', '40P01']);

/** `query_canceled`, by `statement_timeout`, and `lock_not_available`, by `lock_timeout`. */
const timeouts: ReadonlySet<string> = new Set(['57014', '55P03']);

/** By the class of the code where all of it means the same: 53, insufficient resources; 08, connection exception. */
function troubleOf(code: string): Trouble | null {
  if (timeouts.has(code)) return 'timeout';
  if (code.startsWith('53')) return 'exhausted';
  return code.startsWith('08') ? 'connectionLost' : null;
}

/** Who is refused a connection has the server's word for it behind an error of the environment. */
function codeOf(error: unknown): string | null {
  if (error instanceof DatabaseError) return error.code ?? null;
  return error instanceof Error && error.cause instanceof DatabaseError ? (error.cause.code ?? null) : null;
}
