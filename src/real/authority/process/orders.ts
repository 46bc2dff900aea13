import type { AuthorityPolicies, NodeCommand } from '../commands.ts';

/** What a server process is told when it is started: who it is, what it lives with, and where the others are. */
export interface Birth {
  readonly name: string;
  readonly world: string;
  /** On loopback. */
  readonly port: number;
  readonly policies: AuthorityPolicies;
  readonly mostRetries: number;
  readonly nowMs: number;
  readonly leaseUntilMs: number;
}

/** What whoever started it tells it later, a line of JSON each. It has no clock of its own. */
export type Told =
  | { readonly type: 'perform'; readonly nowMs: number; readonly command: NodeCommand }
  | { readonly type: 'tick' | 'reconnect' | 'dial' | 'holds' | 'hidden'; readonly nowMs: number };

/** What it answers, a line of JSON each. The first is for its birth. */
export type Said =
  | { readonly type: 'done'; readonly value: unknown }
  | { readonly type: 'threw'; readonly says: string };
