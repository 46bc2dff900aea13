import type { AuthorityCommand } from '../../alphabets/authority.ts';

/** A command to a server that is up. */
export type NodeCommand = Extract<AuthorityCommand, { type: 'request' | 'save' | 'pickUp' }>;

/** The outcome of a save at the store. */
export type Saving = { readonly type: 'saved' | 'outOfDate' } | { readonly type: 'stale'; readonly token: number };
