import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { BadTrace, parseTrace, readTrace } from '../../src/corpus/trace.ts';
import { aTrace } from './traces.ts';

/** What is wrong with a text, or `null`. */
function messageAbout(text: string): string | null {
  try {
    parseTrace(text, 'x.json');
    return null;
  } catch (error) {
    if (error instanceof BadTrace) return error.message;
    throw error;
  }
}

function messageAboutTrace(differing: object): string | null {
  return messageAbout(JSON.stringify({ ...aTrace(), ...differing }));
}

/** A command with so many levels, itself among them. */
function nested(levels: number): object {
  let value: object = {};
  for (let level = 2; level < levels; level += 1) value = { value };
  return { type: 'up', value };
}

describe('a text that is no trace', () => {
  test.each(['null', '7', '"text"', 'true', '[]', '{}', '{"version":"2"}'])('has no version: %s', (text) => {
    expect(messageAbout(text)).toBe('x.json is not a trace: it has no version');
  });

  test.each([
    [{ commands: [null] }, 'command 1 is no command'],
    [{ commands: ['up'] }, 'command 1 is no command'],
    [{ commands: [[]] }, 'command 1 is no command'],
    [{ commands: [{ type: '' }] }, 'command 1, type: expected a text'],
    [{ commands: [{ type: 1 }] }, 'command 1, type: expected a text'],
    [{ commands: [nested(21)] }, 'command 1 has a number that is no safe integer, or more than 20 levels'],
    [{ commands: [null, null, null] }, 'command 1 is no command (and 2 more)'],
  ])('is refused with its place, and with how much else there is: %j', (differing, message) => {
    expect(messageAboutTrace({ outcomes: null, ...differing })).toBe(`x.json is not a trace of version 4: ${message}`);
  });

  test('is printed with its cause in one line of bounded length', () => {
    const text = `{ "a": \n\n\n ${'x'.repeat(50)}`;
    const message = messageAbout(text) ?? '';
    expect(message).toMatch(/^x\.json is not JSON, or is cut off: /);
    expect(message).not.toMatch(/\n| {2}/);
    expect(() => parseTrace(text, 'x')).toThrow(expect.objectContaining({ cause: expect.any(SyntaxError) as unknown }));
    const name = 'n'.repeat(400);
    expect(messageAboutTrace({ [name]: 1 })).toHaveLength('x.json is not a trace of version 4: '.length + 300);
  });

  test('that cannot be read is printed with the reason of the operating system', async () => {
    const none = join(import.meta.dirname, 'none.json');
    await expect(readTrace(none)).rejects.toMatchObject({ name: 'BadTrace', cause: { code: 'ENOENT' } });
  });

  test('is refused where another thing has stood in its place when it was opened', async () => {
    const folder = fs.statSync(import.meta.dirname);
    const spy = vi.spyOn(fs, 'statSync').mockReturnValueOnce(folder);
    syncBuiltinESMExports();
    onTestFinished(() => {
      spy.mockRestore();
      syncBuiltinESMExports();
    });
    await expect(readTrace('gone.json')).rejects.toThrow(
      new BadTrace('gone.json is no longer a file: a trace is a file'),
    );
  });
});

describe('a trace', () => {
  test('may have commands of twenty levels', () => {
    expect(messageAboutTrace({ commands: [nested(20)], outcomes: null })).toBeNull();
  });

  test('of version 2 may call a system that threw an error, or a systemError', () => {
    const kindOf = (kind: string): string => {
      const violation = { kind, name: 'TypeError', at: 0 };
      return parseTrace(JSON.stringify({ ...aTrace(), version: 2, violation }), 'x').violation.kind;
    };
    expect(['error', 'systemError', 'endless'].map(kindOf)).toEqual(['systemError', 'systemError', 'endless']);
  });

  test('proves a run the shortest where all that are one command shorter were explored', () => {
    const commands = [{ type: 'up' }, { type: 'up' }, { type: 'down' }];
    const explored = (exploredDepth: number): object => ({
      commands,
      outcomes: null,
      certificate: { kind: 'minimal', exploredDepth, states: 1, digest: '0'.repeat(32) },
    });
    expect(messageAboutTrace(explored(2))).toBeNull();
    expect(messageAboutTrace(explored(1))).toBe(
      'x.json: runs of 1 commands were explored, which proves nothing of one of 3',
    );
  });
});
