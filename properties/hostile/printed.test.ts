import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { FailureMode } from '../../src/corpus/failure-modes.ts';
import { failureModeIndex } from '../../src/corpus/failure-modes.ts';
import { generated, generatedParts } from '../../src/corpus/promoted/spec.ts';
import { markdownText, printable, printableJson } from '../../src/kernel/printable.ts';
import { runHere } from '../cli/in-process.ts';
import { damagedJournals } from './damaged-journals.ts';

const journals = damagedJournals();
const folder = mkdtempSync(join(tmpdir(), 'faultbook-printed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const acting = '\u001B[2J\r\n\t\u0007\u009B31m\u202E\u2066\u200B\uFEFF\u2028\u2029\u{E0001}\uD800';
/** What may not come to a terminal, but for the ends of lines. */
const actingOnTerminals = /[^\n\P{Cc}]|[\p{Cf}\p{Zl}\p{Zp}]/u;

describe('a text on a terminal', () => {
  test('has what acts there escaped, as JSON escapes it', () => {
    const shown = printable(acting);
    expect(shown).toBe(
      String.raw`\u001b[2J\r\n\t\u0007\u009b31m\u202e\u2066\u200b\ufeff\u2028\u2029\udb40\udc01\ud800`,
    );
    expect(JSON.parse(`"${shown}"`)).toBe(acting);
    expect(printable('naïve 日本語 🙂')).toBe('naïve 日本語 🙂');
  });

  test('is cut off where it is too long', () => {
    expect(printable('x'.repeat(1_000_000))).toBe(`${'x'.repeat(2000)}… (and 998000 characters more)`);
    expect(printable('x'.repeat(2000))).toHaveLength(2000);
  });

  test('of JSON means the same, and keeps its lines', () => {
    const text = JSON.stringify({ [acting]: [acting] }, null, 2);
    expect(JSON.parse(printableJson(text))).toEqual({ [acting]: [acting] });
    expect(printableJson(text).split('\n')).toHaveLength(5);
    expect(printableJson(text)).not.toMatch(actingOnTerminals);
  });
});

describe('the command line escapes, in one line', () => {
  test.each([
    [['check', acting]],
    [['check', 'queue', '--without', acting]],
    [['check', 'queue', '--system', acting]],
    [['check', 'queue', '--scope', acting]],
    [['check', 'queue', '--seed', acting]],
    [['check', `--${acting}`]],
    [[acting]],
    [['replay', `no${acting.replaceAll('\uD800', '')}such.json`]],
    [['replay', 'x'.repeat(100_000)]],
    [['overnight', '--until', acting]],
  ])('arguments: %j', async (args) => {
    const { code, out, err } = await runHere(args, { cwd: folder });
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^faultbook: [^\n]{1,2500}\n$/);
    expect(err).not.toMatch(actingOnTerminals);
  });

  test.each(['subject', 'system', 'policies', 'scope', 'foundBy'])('the %s of a trace', async (field) => {
    const name = '\u202E\u2028'.repeat(100_000);
    const trace = {
      version: 2,
      subject: 'queue',
      system: 'sqlite',
      policies: {},
      scope: {},
      commands: [],
      outcomes: null,
      violation: { kind: 'invariant', name: 'x', at: 0 },
      certificate: null,
      foundBy: { who: 'x' },
      [field]: field === 'policies' ? { [name]: true } : field === 'scope' ? { [name]: 1 } : name,
    };
    writeFileSync(join(folder, 'named.json'), JSON.stringify(trace));
    const { code, out, err } = await runHere(['replay', 'named.json'], { cwd: folder });
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^faultbook: named\.json [^\n]{1,14000}\n$|^faultbook: unknown subject [^\n]{1,14000}\n$/);
    expect(err).not.toMatch(actingOnTerminals);
  });

  test('what a journal says, as lines and as JSON', async () => {
    const text = acting.replaceAll('\uD800', '');
    journals.changed('UPDATE finding SET details = ?', text);
    for (const flags of [[], ['--json']]) {
      const { out, err } = await runHere(['report', ...flags], { cwd: journals.folder });
      expect(err).toBe('');
      expect(out).toContain(String.raw`\u202e`);
      expect(out).not.toMatch(actingOnTerminals);
    }
  });

  test('no run of a journal that its subject cannot take is drawn', async () => {
    journals.changed(
      `UPDATE finding SET trace = json_set(trace, '$.subject', 'queue', '$.commands', json('[{"type":"lease","worker":{}}]'), '$.outcomes', NULL, '$.violation.at', 0)`,
    );
    const { code, out, err } = await runHere(['report'], { cwd: journals.folder });
    expect([code, err]).toEqual([1, '']);
    expect(out).toMatch(/^New: FLOOR \(invariant\) of queue on plain$/m);
  });
});

const markup = 'a | b <img src=x> [c](d) `e` *f* _g_ \\ &lt; <!-- end --> INV_001';

describe('a text in Markdown', () => {
  test('stands there as it is, and stays in its cell', () => {
    expect(markdownText(markup)).toBe(
      'a \\| b &lt;img src=x> [c\\](d) \\`e\\` \\*f\\* \\_g\\_ \\\\ &amp;lt; &lt;!-- end --> INV_001',
    );
  });

  test('breaks no row of the index of failure modes', () => {
    const mode = {
      folder: 'FM_901_x',
      id: 'FM_901',
      title: markup,
      subject: markup,
      foundBy: `${markup}\u2028\u202E`,
      without: [],
      scope: {},
      commands: [],
      violations: [],
      prevention: { by: 'fix', onSystem: { further: 1, atLeast: 0 } },
      breaks: { during: [markup], settled: [markup], onSystem: { system: markup, name: markup } },
    } satisfies FailureMode;
    const rows = failureModeIndex([mode])
      .split('\n')
      .filter((row) => row.startsWith('| [FM'));
    expect(rows).toHaveLength(1);
    expect(rows[0]?.split(/(?<!\\)\|/)).toHaveLength(9);
    expect(rows[0]).not.toMatch(/<|[\u2028\u202E]/);
  });

  test('does not end a part of a specification that promote writes', () => {
    const parts = ['one <!-- end --> two', '<!-- written by promote -->', 'three'];
    expect(generatedParts(parts.map(generated).join('\n\n'))).toHaveLength(3);
    expect(generatedParts(generated('one <!-- end --> two'))).toEqual(['one &lt;!-- end --> two']);
  });
});
