import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CiTest } from '../../src/report/ci-test.ts';
import { bodyOf, headOf } from '../../src/report/ci-test.ts';
import { renderGithub, withoutWorkflowCommand } from '../../src/report/github.ts';
import { renderJunit } from '../../src/report/junit.ts';

const holding: CiTest = { name: 'doors on wood', verdict: 'holds', lines: ['holds'], seconds: 1.5 };
const violated: CiTest = {
  name: 'doors on iron, without interlock',
  verdict: 'violated',
  lines: ['1  open d1', '=> INV_1 is violated'],
  file: 'counterexamples/doors.json',
  seconds: 0.25,
};
const missed: CiTest = { name: 'doors on glass', verdict: 'inconclusive', lines: ['a goal was missed'] };

/** Texts that are markup, workflow commands, escapes, or no text at all to some reader. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('%0A::error::x', 'a,b:c=d', ']]>', '<!--', '&amp;', '"\'', '\r\n', '\u001B[31m', '\uFFFE', '\uD800'),
);
const anyTest: fc.Arbitrary<CiTest> = fc.record({
  name: hostile,
  verdict: fc.constantFrom('violated', 'inconclusive', 'interrupted', 'missed'),
  lines: fc.array(hostile, { maxLength: 3 }),
  file: hostile,
});

describe('the annotations of GitHub', () => {
  test('are one for each test that does not hold: an error, or a warning', () => {
    expect(renderGithub('check', [holding, violated, missed])).toEqual([
      '::error file=counterexamples/doors.json,title=faultbook check::violated: doors on iron, without interlock%0A1  open d1%0A=> INV_1 is violated',
      '::warning title=faultbook check::inconclusive: doors on glass%0Aa goal was missed',
    ]);
  });

  test('have the same texts when a runner reads them, whatever the texts are', () => {
    const unescaped = (text = ''): string =>
      text
        .replaceAll('%3A', ':')
        .replaceAll('%2C', ',')
        .replaceAll('%0D', '\r')
        .replaceAll('%0A', '\n')
        .replaceAll('%25', '%');
    const property = fc.property(anyTest, (one) => {
      const [line = '', ...more] = renderGithub('check', [one]);
      // As a runner of GitHub reads a line: the command ends at the second pair of colons.
      const [, command = '', data] = /^::([^\n\r]*?)::([^\n\r]*)$/.exec(line) ?? [];
      const [level, ...properties] = command.split(/[ ,]/);
      const [file, ...title] = command.slice(command.indexOf(' ') + 1).split(',');
      expect(more).toEqual([]);
      expect(level).toBe(one.verdict === 'violated' ? 'error' : 'warning');
      expect(properties.length).toBeGreaterThan(0);
      expect(unescaped(file)).toBe(`file=${one.file}`);
      expect(title).toEqual(['title=faultbook check']);
      expect(unescaped(data)).toBe([headOf(one), ...bodyOf(one)].join('\n'));
    });
    fc.assert(property, { numRuns: 300, seed: 1 });
  });

  test.each([
    ['::error::x', '| ::error::x'],
    ['  ::set-output name=x::y', '  | ::set-output name=x::y'],
    ['##[error]x', '| ##[error]x'],
    ['a :: b', 'a :: b'],
    ['#  hand  store', '#  hand  store'],
  ])('are not made of the line %j of a report', (line, printed) => {
    expect(withoutWorkflowCommand(line)).toBe(printed);
  });
});

describe('the XML of JUnit', () => {
  test('has a failure for a violation, an error without a verdict, and their numbers', () => {
    expect(renderJunit('check', [holding, violated, missed]).join('\n')).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="faultbook" tests="3" failures="1" errors="1" time="1.750">
        <testsuite name="faultbook check" tests="3" failures="1" errors="1" time="1.750">
          <testcase classname="faultbook.check" name="doors on wood" time="1.500"/>
          <testcase classname="faultbook.check" name="doors on iron, without interlock" file="counterexamples/doors.json" time="0.250">
            <failure type="violated" message="violated: doors on iron, without interlock">
      1  open d1
      =&gt; INV_1 is violated
            </failure>
          </testcase>
          <testcase classname="faultbook.check" name="doors on glass">
            <error type="inconclusive" message="inconclusive: doors on glass">
      a goal was missed
            </error>
          </testcase>
        </testsuite>
      </testsuites>"
    `);
  });

  test('is well-formed and has the same texts, whatever the texts are', () => {
    const unescaped = (text = ''): string =>
      text
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&apos;', "'")
        .replaceAll('&amp;', '&');
    const property = fc.property(anyTest, (one) => {
      const xml = renderJunit('check', [one]).join('\n');
      // The characters of XML 1.0, and no markup but what the renderer writes.
      expect(xml).toMatch(/^[\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u);
      expect(xml.replaceAll(/&(?:lt|gt|quot|apos|amp);/g, '')).not.toContain('&');
      expect(xml.match(/</g)).toHaveLength(9);
      const [, message] = /<(?:failure|error) type="\w+" message="([^"]*)">/.exec(xml) ?? [];
      expect(unescaped(message)).toBe(headOf(one));
      const [, body] = /<(?:failure|error) [^>]*>\n([^<]*)\n? {6}<\/(?:failure|error)>/.exec(xml) ?? [];
      expect(unescaped(body)).toBe(
        bodyOf(one)
          .map((line) => `${line}\n`)
          .join(''),
      );
    });
    fc.assert(property, { numRuns: 300, seed: 1 });
  });
});
