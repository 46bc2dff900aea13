import { expect, test } from 'vitest';
import type { PostgresFrame } from '../../src/real/wire/postgres/frames.ts';
import { fieldsOf, framesIn, queryFrame, requests } from '../../src/real/wire/postgres/frames.ts';

/** A first message of a client: its length, and a number. */
function untyped(code: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeInt32BE(8, 0);
  bytes.writeInt32BE(code, 4);
  return bytes;
}

/** What comes of these bytes in chunks of this size. */
function read(from: 'client' | 'server', bytes: Buffer, size: number): string[] {
  const found: string[] = [];
  const take = framesIn(from, ({ type, body }: PostgresFrame) => found.push(`${type} ${body.length}`));
  for (let at = 0; at < bytes.length; at += size) take(bytes.subarray(at, at + size));
  return found;
}

const session = untyped(196_608);
const query = queryFrame('SELECT 1');

test.each([1, 2, 7, 1_000])('messages are found in chunks of %i bytes', (size) => {
  expect(read('client', Buffer.concat([session, query, query]), size)).toEqual([' 4', 'Q 9', 'Q 9']);
  expect(read('server', Buffer.concat([query, query]), size)).toEqual(['Q 9', 'Q 9']);
});

test('after a client has asked for TLS, its session begins with an untyped message', () => {
  const bytes = Buffer.concat([untyped(requests.ssl), untyped(requests.gss), session, query]);
  expect(read('client', bytes, 3)).toEqual([' 4', ' 4', ' 4', 'Q 9']);
});

test('the fields of an error are known by their letters', () => {
  expect(fieldsOf(Buffer.from('SERROR\0C55P03\0\0')).get('C')).toBe('55P03');
});
