import type { CiTest } from './ci-test.ts';
import { bodyOf, cleaned, headOf } from './ci-test.ts';

/**
 * The tests as JUnit XML, in the dialect that GitLab, Jenkins and Azure read: a violation is a failure, a test without a
 * verdict an error.
 */
export function renderJunit(command: string, tests: readonly CiTest[]): string[] {
  const failures = tests.filter(({ verdict }) => verdict === 'violated').length;
  const errors = tests.filter(({ verdict }) => verdict !== 'violated' && verdict !== 'holds').length;
  const seconds = tests.reduce((sum, test) => sum + (test.seconds ?? 0), 0);
  const counts = { tests: tests.length, failures, errors, time: seconds.toFixed(3) };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'faultbook', ...counts })}>`,
    `  <testsuite${attributes({ name: `faultbook ${command}`, ...counts })}>`,
    ...tests.flatMap((test) => renderTest(command, test)),
    '  </testsuite>',
    '</testsuites>',
  ];
}

function renderTest(command: string, test: CiTest): string[] {
  const { name, verdict, file, seconds } = test;
  const time = seconds === undefined ? {} : { time: seconds.toFixed(3) };
  const own = { classname: `faultbook.${command}`, name, ...(file !== undefined && { file }), ...time };
  if (verdict === 'holds') return [`    <testcase${attributes(own)}/>`];
  const tag = verdict === 'violated' ? 'failure' : 'error';
  return [
    `    <testcase${attributes(own)}>`,
    `      <${tag}${attributes({ type: verdict, message: headOf(test) })}>`,
    ...bodyOf(test).map(asText),
    `      </${tag}>`,
    '    </testcase>',
  ];
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${asText(String(value))}"`)
    .join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text of XML 1.0, which has no control characters, not even as entities. */
function asText(text: string): string {
  return cleaned(text).replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}
