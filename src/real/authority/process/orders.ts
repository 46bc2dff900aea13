import type { AuthorityPolicies } from '../../../alphabets/authority.ts';
import type { NodeCommand } from '../commands.ts';

/** The argument of a server process at its start: its name, its parameters, and the port of the world. */
export interface NodeBirth {
  readonly name: string;
  readonly world: string;
  /** On loopback. */
  readonly port: number;
  readonly policies: AuthorityPolicies;
  readonly mostRetries: number;
  readonly nowMs: number;
  readonly leaseUntilMs: number;
}

/** Commands to a server process, a line of JSON each. The process has no clock of its own. */
export type OrderToNode =
  | { readonly type: 'perform'; readonly nowMs: number; readonly command: NodeCommand }
  | { readonly type: 'tick' | 'reconnect' | 'dial' | 'holds' | 'hidden'; readonly nowMs: number };

/** Replies of a server process, a line of JSON each. The first reply is for the start. */
export type ReplyOfNode =
  | { readonly type: 'done'; readonly value: unknown }
  | { readonly type: 'threw'; readonly says: string };
