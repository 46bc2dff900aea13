import type { Token } from './tokens.ts';

/** `unknown`: a text names a level that cannot be read from it. */
export type Level = 'read committed' | 'repeatable read' | 'serializable' | 'unknown';

type Isolation = { readonly of: 'session' | 'transaction'; readonly level: Level };

/** By the list of tokens, which is the same for the same text. */
const known = new WeakMap<readonly Token[], { readonly isolation: Isolation | null }>();

/** The isolation level that a statement sets, and of what; `null`: none. */
export function isolationIn(tokens: readonly Token[]): Isolation | null {
  const { isolation } = known.get(tokens) ?? { isolation: findIsolation(tokens) };
  known.set(tokens, { isolation });
  return isolation;
}

function findIsolation(tokens: readonly Token[]): Isolation | null {
  const words = tokens.map(({ text }) => text.toLowerCase()).join(' ');
  if (/^reset (?:all|default_transaction_isolation)\b/.test(words)) return { of: 'session', level: 'unknown' };
  const mention = /\b(?:isolation level|(default_)?transaction_isolation)\b/.exec(words);
  if (mention === null) return null;
  const found =
    /(?:level|transaction_isolation) (?:(?:=|to|,) )?(read committed|read uncommitted|repeatable read|serializable)\b/.exec(
      words,
    );
  const isOfSession = mention[1] !== undefined || /\bsession characteristics\b/.test(words);
  const level = found?.[1] === 'read uncommitted' ? 'read committed' : (found?.[1] as Level | undefined);
  return { of: isOfSession ? 'session' : 'transaction', level: level ?? 'unknown' };
}
