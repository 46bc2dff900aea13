import { describe, expect, test } from 'vitest';
import { EnvironmentError } from '../../src/kernel/environment-error.ts';
import type { Command } from '../../src/kernel/model.ts';
import type { ObservedSystem, Overlap } from '../../src/kernel/subject.ts';
import { programSystem } from '../../src/real/program/program-system.ts';
import type { ProgramOptions } from '../../src/real/program/program-system.ts';

interface Say extends Command {
  readonly type: 'say' | 'view';
  readonly text?: string;
  readonly actor?: string;
}

/** A program of Node: the text has `line` for each line of its input, and `answer` for its output. */
function program(text: string, options: Partial<ProgramOptions<Say>> = {}): ProgramOptions<Say> {
  const source = `
    const answer = (value) => process.stdout.write(JSON.stringify(value) + '\\n');
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => { ${text} });`;
  return { command: process.execPath, args: ['-e', source], view: { type: 'view' }, ...options };
}

const setup = { policies: { on: true }, scope: { size: 2 }, terms: {} };

async function withProgram<Result>(
  options: ProgramOptions<Say>,
  work: (system: ObservedSystem<Say>) => Promise<Result>,
  overlap?: Overlap,
): Promise<Result> {
  const system = await programSystem(options).open({ ...setup, ...(overlap && { overlap }) });
  try {
    return await work(system);
  } finally {
    await system.close();
  }
}

const echo = `answer(JSON.parse(line).type === 'view' ? [process.env.FAULTBOOK_ACTOR ?? null, process.pid] : line)`;
const say: Say = { type: 'say', text: 'one\ntwo' };

describe('a program', () => {
  test('takes each command as a line of JSON, and shows its view on request', async () => {
    await withProgram(program(echo), async ({ perform, view }) => {
      expect(await Promise.all([perform(say), perform({ type: 'say' })])).toEqual([
        JSON.stringify(say),
        '{"type":"say"}',
      ]);
      expect(await view()).toEqual([null, expect.any(Number)]);
    });
  });

  test('has its set-up and its own environment', async () => {
    const text = `answer([JSON.parse(process.env.FAULTBOOK_SETUP), process.env.OWN])`;
    await withProgram(program(text, { env: { OWN: 'mine' } }), async ({ view }) => {
      expect(await view()).toEqual([setup, 'mine']);
    });
  });

  test('may be a process for each actor, and show its view elsewhere', async () => {
    const text = `answer([process.env.FAULTBOOK_ACTOR, process.pid])`;
    const options = program(text, { actor: ({ actor = '' }) => actor, view: async () => 'elsewhere' });
    await withProgram(options, async ({ perform, view }) => {
      const one = await perform({ type: 'say', actor: 'a' });
      const [name, pid] = (await perform({ type: 'say', actor: 'b' })) as [string, number];
      expect(name).toBe('b');
      expect(one).toEqual(['a', expect.not.toSatisfy((own) => own === pid)]);
      expect(await perform({ type: 'say', actor: 'a' })).toEqual(one);
      expect(await view()).toBe('elsewhere');
    });
  });

  test('may be killed behind a stage as the process of an actor, and is started again', async () => {
    const staged: Overlap = { address: () => '' };
    const text = `JSON.parse(line).text === 'wait' || answer(process.pid)`;
    const options = program(text, { actor: ({ actor = '' }) => actor, view: async () => 'elsewhere' });
    await withProgram(
      options,
      async ({ perform, faults }) => {
        const [a, b] = [await perform({ type: 'say', actor: 'a' }), await perform({ type: 'say', actor: 'b' })];
        const ended = perform({ type: 'say', text: 'wait', actor: 'a' }).catch(String);
        expect(await faults?.kill?.('a')).toBe(true);
        expect(await ended).toMatch('ended by SIGKILL before its answer');
        expect(await faults?.kill?.('c')).toBe(false);
        expect(await perform({ type: 'say', actor: 'a' })).not.toBe(a);
        expect(await perform({ type: 'say', actor: 'b' })).toBe(b);
      },
      staged,
    );
    await withProgram(options, async ({ faults }) => expect(faults).toBeUndefined());
    await withProgram(program(echo), async ({ faults }) => expect(faults).toBeUndefined(), staged);
  });

  test('is started once for many runs where it can be reset', async () => {
    const text = `globalThis.seen = JSON.parse(line).type === 'begin' ? 0 : (globalThis.seen ?? 0) + 1; answer([process.pid, seen])`;
    const started = await programSystem(program(text, { begin: { type: 'begin' } })).start?.();
    if (started === undefined) throw new Error('no start');
    const seen: unknown[] = [];
    for (let run = 0; run < 2; run += 1) {
      const system = await started.begin(setup);
      await system.perform(say);
      seen.push(await system.view());
      await system.close();
    }
    await started.stop();
    const [pid] = seen[0] as [number];
    expect(seen).toEqual([
      [pid, 2],
      [pid, 2],
    ]);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  test('leaves no process where it does not end with its input', async () => {
    const stubborn = `answer(process.pid); setInterval(() => undefined, 1_000); process.on('SIGTERM', () => undefined);`;
    const pid = await withProgram(program(stubborn), async ({ view }) => Number(await view()));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});

describe('a program that goes wrong is named in one line:', () => {
  async function errorOf(text: string, asks = 1): Promise<string> {
    return withProgram(program(text), async ({ perform }) => {
      for (let ask = 1; ask < asks; ask += 1) await perform({ type: 'say' });
      return perform({ type: 'say' }).then(
        (answer) => `answered ${JSON.stringify(answer)}`,
        ({ message }: Error) => message.replace(/^the program .* (?=printed|ended)/, ''),
      );
    });
  }

  test('a line that is no JSON', async () => {
    expect(await errorOf(`console.log('ready to serve')`)).toBe(`printed a line that is no JSON: ready to serve`);
    expect(await errorOf(`console.log('x'.repeat(100))`)).toMatch(/^printed .* is no JSON: x{80} …$/);
  });

  test('an end before the answer, with the last line of its errors', async () => {
    expect(await errorOf(`console.error('first'); console.error('no such table: jobs'); process.exit(3)`)).toBe(
      `ended with exit code 3 before its answer: no such table: jobs`,
    );
    expect(await errorOf(`process.kill(process.pid, 'SIGKILL')`)).toMatch(/ended by SIGKILL before its answer$/);
  });

  test('a command after its end', async () => {
    expect(await errorOf(`answer(1); process.exit(0)`, 2)).toMatch(/ended with exit code 0 before its answer$/);
  });

  test('a line that no command asked for', async () => {
    await withProgram(program(`answer(1); answer(2)`), async ({ perform }) => {
      await perform(say);
      await expect(
        (async () => {
          for (;;) await perform(say).then(() => new Promise((resolve) => setTimeout(resolve, 1)));
        })(),
      ).rejects.toThrow(/printed a line that no command asked for: [12]$/);
    });
  });

  test('a program that is not there', async () => {
    const { open } = programSystem<Say>({ command: 'no-such-program', view: { type: 'view' } });
    await expect(open(setup)).rejects.toThrow(EnvironmentError);
    await expect(open(setup)).rejects.toThrow(
      'the program no-such-program cannot be started (spawn no-such-program ENOENT): install it, or correct the command',
    );
  });
});
