import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { scenarioText } from '../../src/corpus/promoted/scenario.ts';
import type { Scenario } from '../../src/corpus/scenario.ts';

function scenarioWith(commands: Scenario['commands']): Scenario {
  return {
    id: 'FM_001',
    title: "It's a `title`",
    subject: 'shop',
    foundBy: 'a test',
    without: [],
    scope: { clients: 2 },
    commands,
    breaks: { during: ['onePerClient'], settled: [] },
    violations: [],
    prevention: { by: 'fix', onSystem: { further: 2, atLeast: 10 } },
  };
}

function write(scenario: Scenario): string {
  return scenarioText(scenario, 'Scenario', { library: 'faultbook', tests: 'faultbook/vitest' });
}

test('a written scenario has one line for each command, and no line that is too long', () => {
  const buy = { type: 'buy', client: 'c1', from: 'shop', fault: 'replyLost' };
  const lines = write(scenarioWith(Array.from({ length: 20 }, () => buy))).split('\n');
  const one = "    { type: 'buy', client: 'c1', from: 'shop', fault: 'replyLost' }";
  expect(lines.filter((line) => line.replace(/,$/, '') === one)).toHaveLength(20);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
});

test('a written scenario is read back the same', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ type: fc.string(), with: fc.jsonValue() })), (commands) => {
      // JSON knows no negative zero.
      const scenario = JSON.parse(JSON.stringify(scenarioWith(commands))) as Scenario;
      const code = write(scenario).split('export const scenario: Scenario = ')[1] ?? '';
      const json: unknown = runInNewContext(`JSON.stringify(${code.trimEnd().replace(/;$/, '')})`);
      expect(JSON.parse(String(json))).toEqual(scenario);
    }),
  );
});
