import { describe, expect, test } from 'vitest';
import type { OpenQueueCommand, QueuePolicies } from '../../src/alphabets/queue.ts';
import type { SeenRecorder } from '../../src/check/seen.ts';
import { recordSeen } from '../../src/check/seen.ts';
import { exploreFirst } from '../../src/cli/explored.ts';
import { exploreGraph } from '../../src/explore/graph.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import type { Explored } from '../../src/kernel/explored.ts';
import { fingerprintByName } from '../../src/kernel/instants.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import type { QueueState } from '../../src/model/queue/state.ts';
import { queue } from '../../src/subjects/queue/subject.ts';

const policies = allPolicies(queue) as QueuePolicies;
const scope = { workers: 1, jobs: 1, faults: 1, attempts: 3, inFlight: 0, retries: 0 };
const model = queue.model(policies, scope);
const { signal } = new AbortController();

function exploreQueue(maxStates = 10_000): Promise<Explored | undefined> {
  return exploreFirst(queue, { policies, scope, maxStates, signal });
}

async function startRecorder(): Promise<{
  recorder: SeenRecorder<QueueState, OpenQueueCommand>;
  explored: Explored;
}> {
  const explored = await exploreQueue();
  if (explored === undefined) throw new Error('nobody stopped it');
  return { recorder: recordSeen(model, explored), explored };
}

function run(recorder: SeenRecorder<QueueState, OpenQueueCommand>, commands: readonly OpenQueueCommand[]): void {
  recorder.startRun();
  let state = model.initial;
  for (const command of commands) {
    ({ state } = stepOnCopy(model, state, command));
    recorder.see(command, state, fingerprintByName(model, state));
  }
}

/** A run to every edge of the graph of states, the shortest that breadth first comes to. */
async function runsToEveryEdge(): Promise<OpenQueueCommand[][]> {
  const graph = await exploreGraph(model, { maxStates: 10_000 });
  const ways: { state: QueueState; commands: OpenQueueCommand[] }[] = [{ state: model.initial, commands: [] }];
  const runs: OpenQueueCommand[][] = [];
  for (let at = 0; at < graph.states; at += 1) {
    const { state, commands } = ways[at] ?? { state: model.initial, commands: [] };
    for (const [nth, command] of model.commands(state).entries()) {
      const further = [...commands, command];
      runs.push(further);
      ways[graph.targetOf(graph.firstEdgeOf(at) + nth)] ??= {
        state: stepOnCopy(model, state, command).state,
        commands: further,
      };
    }
  }
  return runs;
}

describe('what the runs have seen of what was explored', () => {
  test('is complete once they have taken every edge, at any time on the clock', async () => {
    const { recorder, explored } = await startRecorder();
    const runs = await runsToEveryEdge();
    expect(runs).toHaveLength(explored.edges);
    for (const commands of runs.slice(0, -1)) run(recorder, commands);
    expect(recorder.seen({}).edges.seen).toBe(explored.edges - 1);
    run(recorder, runs.at(-1) ?? []);
    expect(recorder.seen(explored.outcomes)).toEqual({
      states: { seen: explored.states, of: explored.states, share: 1 },
      edges: { seen: explored.edges, of: explored.edges, share: 1 },
      unreachedCommands: [],
      unreachedOutcomes: [],
    });
  });

  test('is an edge for each new command, and a state for each that leads to a new state', async () => {
    const { recorder } = await startRecorder();
    run(recorder, [
      { type: 'submit', job: 'j1' },
      { type: 'submit', job: 'j1' },
      { type: 'submit', job: 'j1' },
    ]);
    expect(recorder.seen({})).toMatchObject({ states: { seen: 2 }, edges: { seen: 2 } });
  });

  test('counts no step after a command that is not enabled', async () => {
    const { recorder } = await startRecorder();
    run(recorder, [
      { type: 'tick', byMs: 7 },
      { type: 'submit', job: 'j1' },
    ]);
    expect(recorder.seen({})).toMatchObject({ states: { seen: 1 }, edges: { seen: 0 } });
  });

  test('names the commands and the outcomes that they never reached', async () => {
    const { recorder, explored } = await startRecorder();
    const { tick: _tick, ...outcomes } = explored.outcomes;
    const { lease: { leased: _leased, ...lease } = {}, ...others } = outcomes;
    expect(recorder.seen({ ...others, lease })).toMatchObject({
      unreachedCommands: ['tick'],
      unreachedOutcomes: ['lease: leased'],
    });
  });
});

test('a scope with more states than can be compared with is refused in one line', async () => {
  await expect(exploreQueue(100)).rejects.toThrow(
    'queue has more than 100 states in this scope: too many for --explored; take a smaller one',
  );
});
