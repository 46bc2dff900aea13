import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Frame } from '../../src/real/network/frames.ts';
import { readFrames, sendFrame } from '../../src/real/network/frames.ts';

/** The bytes that are sent for a frame. */
function bytesOf(frame: Frame): Buffer {
  const sent: string[] = [];
  const socket = Object.assign(new EventEmitter(), { write: (text: string) => sent.push(text) });
  sendFrame(socket as unknown as Socket, frame);
  return Buffer.from(sent.join(''));
}

const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('\n', '\u2028', '\r', '"'));
const frames = fc.array(
  fc.record({ type: fc.constant('ask'), id: fc.integer(), verb: fc.constant('send'), args: fc.array(text) }),
  { maxLength: 5 },
);

test('frames arrive as they were sent, however their bytes are cut on the way', () => {
  fc.assert(
    fc.property(
      frames as fc.Arbitrary<Frame[]>,
      fc.infiniteStream(fc.integer({ min: 1, max: 20 })),
      (sent, lengths) => {
        const bytes = Buffer.concat(sent.map(bytesOf));
        const heard: Frame[] = [];
        const refusals: string[] = [];
        const read = readFrames(
          (frame) => heard.push(frame),
          (why) => refusals.push(why),
        );
        for (let at = 0; at < bytes.length;) {
          const length = Number(lengths.next().value);
          read(bytes.subarray(at, at + length));
          at += length;
        }
        expect(refusals).toEqual([]);
        expect(heard).toEqual(sent.map((frame) => ({ v: 1, ...frame })));
      },
    ),
  );
});

test('after an invalid frame no bytes are read, not even the rest of the same bytes', () => {
  const heard: Frame[] = [];
  const refusals: string[] = [];
  const read = readFrames(
    (frame) => heard.push(frame),
    (why) => refusals.push(why),
  );
  const welcome = bytesOf({ type: 'welcome' });
  read(Buffer.concat([welcome, Buffer.from('{\n'), welcome]));
  read(welcome);
  expect(heard).toHaveLength(1);
  expect(refusals).toEqual(['invalid frame: not JSON']);
});
