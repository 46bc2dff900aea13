import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pairOf, violationOf } from '../../../src/check/run.ts';
import { readTrace } from '../../../src/corpus/trace.ts';
import { allPolicies } from '../../../src/kernel/subject.ts';
import { fallsOf } from '../../../src/minimise/falls.ts';
import type { QueueCommand } from '../../../src/model/queue/commands.ts';
import type { QueuePolicies } from '../../../src/model/queue/policies.ts';
import type { QueueScope } from '../../../src/model/queue/state.ts';
import { openQueue, queue } from '../../../src/subjects/queue.ts';
import { scenario } from '../scenario.ts';

const policies = { ...allPolicies(queue), commitBoundary: false } as QueuePolicies;
const scope = scenario.scope as QueueScope;
const commands = scenario.commands as readonly QueueCommand[];
const model = queue.model(policies, scope);

const openings = Object.entries(openQueue).map(([name, open]) => ({ name, open }));

describe('FM_001: without the commit boundary, a retry applies the effect again', () => {
  test('on the model INV_001 falls at the last command, and nothing else during the run', () => {
    const during = fallsOf(model, commands).filter(({ kind }) => kind === 'invariant');
    expect(during.map(({ name }) => name)).toEqual(scenario.breaks.during);
    expect(during[0]?.commands).toEqual(commands);
  });

  test('on the model INV_002 and INV_010 have fallen once recovery is done', () => {
    const settled = fallsOf(model, commands).filter(({ kind }) => kind === 'settled');
    expect(settled.map(({ name }) => name)).toEqual(scenario.breaks.settled);
  });

  test.each(queue.systems)('on $name INV_001 falls at the last command', async ({ name: system }) => {
    const found = await violationOf(pairOf(queue, { system, policies, scope }), commands);
    expect(found?.violation).toMatchObject({
      kind: 'invariant',
      name: 'INV_001',
      at: commands.length - 1,
      side: 'both',
    });
  });

  test.each(queue.systems)('on $name INV_002 has fallen once recovery is done', async ({ name: system }) => {
    const pair = pairOf(queue, { system, policies, scope });
    const found = await violationOf({ ...pair, model: { ...model, invariants: [] } }, commands);
    expect(found?.violation).toMatchObject({ kind: 'settled', name: 'INV_002', at: commands.length, side: 'both' });
  });

  test.each(openings)('on $name the operator is alarmed: two effects, and as yet no commit', async ({ open }) => {
    const system = await open(policies, scope);
    try {
      for (const command of commands) await system.perform(command);
      expect(system.detect()).toMatchObject({
        commits: 0,
        effects: 2,
        alarms: [{ job: 'j1', commits: 0, effects: 2 }],
      });
    } finally {
      await system.close();
    }
  });

  test('the trace is the scenario as a file, and shows the same', async () => {
    const trace = await readTrace(join(import.meta.dirname, '../trace.json'));
    expect(trace).toMatchObject({ subject: scenario.subject, policies, scope, commands });
    const pair = pairOf(queue, { system: trace.system, policies, scope });
    const found = await violationOf(pair, trace.commands as readonly QueueCommand[]);
    expect(found?.violation).toMatchObject(trace.violation);
  });
});
