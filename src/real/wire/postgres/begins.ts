import type { SentBatch } from './batches.ts';
import { frameOf } from './frames.ts';

/** A BEGIN that the server accepts wherever no transaction is open. */
const begin =
  /^\s*(BEGIN|START\s+TRANSACTION)(?:\s+(?:WORK|TRANSACTION))?(?:\s+ISOLATION\s+LEVEL\s+(?:SERIALIZABLE|REPEATABLE\s+READ|READ\s+(?:UN)?COMMITTED))?(?:[\s,]+READ\s+(?:ONLY|WRITE))?\s*;?\s*$/i;

/** What the server answers to each message of a batch of BEGIN, by its letter; a client asks for the columns of a portal. */
const answers: Readonly<Record<string, (tag: string) => Buffer>> = {
  P: () => frameOf('1', Buffer.alloc(0)),
  B: () => frameOf('2', Buffer.alloc(0)),
  D: () => frameOf('n', Buffer.alloc(0)),
  E: (tag) => frameOf('C', Buffer.from(`${tag}\0`)),
  C: () => frameOf('3', Buffer.alloc(0)),
  S: () => isReady,
  Q: (tag) => Buffer.concat([frameOf('C', Buffer.from(`${tag}\0`)), isReady]),
};

/** In a transaction, and ready. */
const isReady = frameOf('Z', Buffer.from('T'));

/**
 * What the server answers to a batch that does nothing but begin a transaction; `null` for any other. A transaction takes no
 * lock and sees no row before its first statement, so its BEGIN can go to the server together with that.
 */
export function answerToBegin({ statements, answers: count, messages }: SentBatch): Buffer | null {
  const [only = '', ...others] = statements;
  const [, word] = begin.exec(only) ?? [];
  if (word === undefined || others.length > 0 || count !== null) return null;
  const tag = word.toUpperCase().replaceAll(/\s+/g, ' ');
  return Buffer.concat(messages.split('').map((letter) => answers[letter]?.(tag) ?? Buffer.alloc(0)));
}
