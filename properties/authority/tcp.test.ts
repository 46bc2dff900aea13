import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { crc32 } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import type { AuthorityCommand, AuthorityOutcome, AuthorityPolicies, Message } from '../../src/alphabets/authority.ts';
import { check } from '../../src/check/check.ts';
import { runToViolation } from '../../src/check/run.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import type { AuthorityScope } from '../../src/model/authority/state.ts';
import type { NodeProcess } from '../../src/real/authority/process/node-process.ts';
import type { Door } from '../../src/real/authority/process/over-tcp.ts';
import { authority } from '../../src/subjects/authority/subject.ts';
import { isAlive, startOverTcp } from './processes.ts';

const policies = allPolicies(authority) as AuthorityPolicies;
const scope: AuthorityScope = {
  servers: 3,
  players: 2,
  items: 1,
  transfers: 5,
  writes: 4,
  messages: 6,
  repeats: 3,
  active: 2,
  throttledFrom: 0,
  faults: 6,
  members: 0,
};
const pair = { ...scope, servers: 2, players: 1, items: 0 };

/** All that was started: none of it may be left when a test is over. */
const started: NodeProcess[] = [];
const open = async (own: AuthorityScope): ReturnType<typeof startOverTcp> =>
  startOverTcp(own, [], (server) => started.push(server));

afterEach(() => {
  const all = started.splice(0);
  const spared = all.filter(({ pid, endedBy }) => endedBy !== 'SIGKILL' || isAlive(pid));
  if (spared.length > 0) throw new Error(`not ended by SIGKILL: ${spared.map(({ pid }) => pid).join(', ')}`);
});

const handOver = (more: Partial<Extract<Message, { type: 'handOver' }>> = {}): Message => ({
  type: 'handOver',
  player: 'p1',
  from: 's1',
  to: 's2',
  token: 1,
  transfer: 1,
  version: 1,
  isDamaged: false,
  ...more,
});
const saved = (token: number, version: number): Message => ({
  type: 'save',
  player: 'p1',
  token,
  version,
  isDamaged: false,
});
const confirmed: Message = { type: 'confirmed', player: 'p1', to: 's1', token: 1 };
const forwarded: Message = { type: 'pickUp', item: 'i1', player: 'p2', to: 's3' };
const save = (server: string): AuthorityCommand => ({ type: 'save', server, player: 'p1' });
const request = (server: string, to: string, fault?: 'damaged'): AuthorityCommand => ({
  type: 'request',
  server,
  player: 'p1',
  to,
  ...(fault === undefined ? {} : { fault }),
});
const deliver = (message: Message): AuthorityCommand => ({ type: 'deliver', message });
const twice = (message: Message): AuthorityCommand => ({ type: 'deliver', message, fault: 'duplicated' });
const unheard = (message: Message): AuthorityCommand => ({ type: 'deliver', message, fault: 'replyLost' });
const on = (type: 'crash' | 'cut' | 'heal' | 'restart', server: string): AuthorityCommand => ({ type, server });

/** Transfers with everything that can happen to them, and what is answered. */
const script: readonly (readonly [AuthorityCommand, AuthorityOutcome])[] = [
  [save('s1'), { type: 'sent' }],
  [request('s1', 's2'), { type: 'requested' }],
  // Doubled: the target is asked twice, and the source is told twice.
  [twice(handOver()), { type: 'granted', token: 2 }],
  [deliver(handOver()), { type: 'alreadyConfirmed' }],
  [deliver(confirmed), { type: 'released' }],
  [deliver(confirmed), { type: 'nothingToRelease' }],
  // Late: by now it is another's.
  [deliver(saved(1, 1)), { type: 'stale', token: 2 }],
  [save('s2'), { type: 'sent' }],
  // The connection to the coordinator is broken, that to the store is not.
  [on('cut', 's2'), { type: 'cut' }],
  [request('s2', 's1'), { type: 'unreachable' }],
  [deliver(saved(2, 2)), { type: 'saved' }],
  [{ type: 'tick', byMs: 30_000 }, { type: 'ticked' }],
  [save('s2'), { type: 'leaseOver' }],
  [on('heal', 's2'), { type: 'healed' }],
  [save('s2'), { type: 'notHeld' }],
  // By now s3 has the player, and is killed in the midst of a transfer that nobody confirms.
  [request('s3', 's2'), { type: 'requested' }],
  [on('crash', 's3'), { type: 'crashed' }],
  [{ type: 'pickUp', server: 's1', player: 'p2', item: 'i1' }, { type: 'forwarded' }],
  [deliver(forwarded), { type: 'serverDown' }],
  [on('restart', 's3'), { type: 'restarted' }],
  [deliver(handOver({ from: 's3', token: 3, transfer: 2, version: 2 })), { type: 'notOpen' }],
  [request('s3', 's2', 'damaged'), { type: 'requested' }],
  [deliver(handOver({ from: 's3', token: 4, transfer: 3, version: 2, isDamaged: true })), { type: 'damaged' }],
  [save('s3'), { type: 'sent' }],
  // The connection breaks when the coordinator has done it and not yet said so; the next heartbeat mends it.
  [request('s3', 's2'), { type: 'requested' }],
  [unheard(handOver({ from: 's3', token: 4, transfer: 4, version: 3 })), { type: 'unreachable' }],
  [save('s2'), { type: 'notHeld' }],
  [{ type: 'tick', byMs: 150 }, { type: 'ticked' }],
  [save('s2'), { type: 'sent' }],
  // And the message that comes a second time.
  [request('s2', 's1'), { type: 'requested' }],
  [{ type: 'tick', byMs: 150 }, { type: 'ticked' }],
  [unheard(handOver({ from: 's2', to: 's1', token: 6, transfer: 5, version: 3 })), { type: 'unreachable' }],
  [deliver(handOver({ from: 's2', to: 's1', token: 6, transfer: 5, version: 3 })), { type: 'alreadyConfirmed' }],
  [save('s1'), { type: 'sent' }],
];

test('killed, cut off, late and doubled, the servers do what the model says', async () => {
  const outcomes: AuthorityOutcome[] = [];
  const both = { model: authority.model(policies, scope), open: async () => (await open(scope)).system };
  expect(
    await runToViolation(
      both,
      script.map(([command]) => command),
      { observe: ({ outcome }) => outcomes.push(outcome) },
    ),
  ).toBeNull();
  expect(outcomes).toEqual(script.map(([, outcome]) => outcome));
  // Three at the beginning, and one anew.
  expect(started.length).toBe(4);
});

test('random runs agree with the model, whatever strikes', async () => {
  const system = {
    name: 'tcp',
    open: async ({ scope: own }: { readonly scope: AuthorityScope }) => (await open(own)).system,
  };
  const options = { system: 'tcp', policies, scope: authority.scopes['medium'] ?? scope, length: 20, seed: 7 };
  const report = await check({ ...authority, systems: [system] }, { ...options, runs: 3 });
  expect(report).toMatchObject({ counterexample: null, runs: 3 });
});

/** What a stranger is answered who sends these lines, or these bytes. */
async function knock({ port }: Door, lines: readonly (object | string)[]): Promise<string[]> {
  const socket = connect(port, '127.0.0.1');
  const heard: string[] = [];
  createInterface({ input: socket }).on('line', (line) => heard.push(line));
  for (const line of lines) socket.write(typeof line === 'string' ? line : `${JSON.stringify(line)}\n`);
  socket.end();
  await once(socket, 'close');
  return heard.map((line) => {
    const { says, value, type } = JSON.parse(line) as { type: string; says?: string; value?: unknown };
    return says ?? (type === 'answer' ? JSON.stringify(value) : type);
  });
}

describe('nothing is accepted', async () => {
  const checksum = crc32('{"player":"p1","version":0}');
  const state = { version: 0, state: '{"player":"p1","version":0}', checksum };
  const forged = { type: 'handOver', player: 'p1', from: 's1', to: 's2', token: 1, transfer: 1, ...state };
  const hello = { v: 1, type: 'hello', node: 's1', service: 'network' };
  const send = (message: object): object => ({ v: 1, type: 'ask', id: 1, verb: 'send', args: [message] });

  test.each<
    [says: string, lines: (world: string) => readonly (object | string)[], answers: readonly (string | RegExp)[]]
  >([
    [
      'in another version',
      (world) => [{ ...hello, v: 2, world }],
      ['unsupported frame version 2; this side uses version 1'],
    ],
    [
      'in another version later on',
      (world) => [
        { ...hello, world },
        { ...send(forged), v: 2 },
      ],
      ['welcome', 'unsupported frame version 2; this side uses version 1'],
    ],
    ['of an unknown node', (world) => [{ ...hello, world, node: 's9' }], ['unknown node s9; known nodes: s1, s2']],
    ['of a node of another world', () => [{ ...hello, world: 'another' }], ['s1 belongs to another world']],
    [
      'for a service that there is not',
      (world) => [{ ...hello, world, service: 'prophecy' }],
      ['unknown service prophecy; known services: coordinator, items, network'],
    ],
    ['before a hello', () => [send(forged)], ['the first frame of a connection must be a hello']],
    ['that is no JSON', () => ['hello\n'], ['invalid frame: not JSON']],
    ['that names no version', () => [{ type: 'hello' }], ['invalid frame: the version is missing']],
    ['that lacks something', () => [{ v: 1, type: 'hello' }], [/^invalid frame: world: /]],
    ['that is half a frame', (world) => [{ ...hello, world }, JSON.stringify(send(forged))], ['welcome']],
    ['that has no end', () => ['x'.repeat(70_000)], ['a frame is at most 65536 bytes long']],
    [
      'of a message that lacks something',
      (world) => [{ ...hello, world }, send({ type: 'save', player: 'p1', token: 1 })],
      ['welcome', /^invalid arguments: 0\.version: /],
    ],
    [
      'to a node that nobody knows',
      (world) => [{ ...hello, world }, send({ ...forged, to: 's9' })],
      ['welcome', 'unknown node s9; known nodes: s1, s2'],
    ],
    [
      'in the name of another',
      (world) => [{ ...hello, world, node: 's2' }, send(forged)],
      ['welcome', 's2 claims to be s1'],
    ],
    [
      'of a state that is not the one it is said to be',
      (world) => [{ ...hello, world }, send({ ...forged, version: 7 })],
      ['welcome', 'the state does not belong to version 7 of p1: {"player":"p1","version":0}'],
    ],
    [
      'that nobody knows how to do',
      (world) => [
        { ...hello, world },
        { v: 1, type: 'ask', id: 1, verb: 'toString', args: [] },
      ],
      ['welcome', 'unknown verb toString'],
    ],
    [
      'of the coordinator in the name of another',
      (world) => [
        { ...hello, world, service: 'coordinator' },
        { v: 1, type: 'ask', id: 1, verb: 'renew', args: ['s2'] },
      ],
      ['welcome', 's1 claims to be s2'],
    ],
  ])('%s', async (_says, lines, answers) => {
    const { system, door } = await shared;
    const before = await system.view();
    const heard = await knock(door, lines(door.world));
    expect(heard.length).toBe(answers.length);
    for (const [at, answer] of answers.entries()) expect(heard[at]).toMatch(answer);
    expect(await system.view()).toEqual(before);
  });

  // Nothing of what is sent there changes anything, so one world serves them all.
  const shared = startOverTcp(pair);
  test('and what was started for all of this is gone', async () => {
    const { system, processes } = await shared;
    await system.close();
    expect(processes.filter(({ pid }) => isAlive(pid))).toEqual([]);
  });
});

test('a node with a wrong checksum hands no player over, and an ended node is named', async () => {
  const { system, door, current } = await open(pair);
  try {
    await system.perform(request('s1', 's2'));
    await system.perform({ type: 'drop', message: handOver({ version: 0 }) });
    const lie = { type: 'handOver', player: 'p1', from: 's1', to: 's2', token: 1, transfer: 1, version: 0 };
    const state = { state: '{"player":"p1","version":9}', checksum: crc32('{"player":"p1","version":0}') };
    const heard = await knock(door, [
      { v: 1, type: 'hello', world: door.world, node: 's1', service: 'network' },
      { v: 1, type: 'ask', id: 1, verb: 'send', args: [{ ...lie, ...state }] },
    ]);
    expect(heard).toEqual(['welcome', 'null']);
    expect(await system.perform(deliver(handOver({ version: 0, isDamaged: true })))).toEqual({ type: 'damaged' });
    const { servers, players } = await system.view();
    expect(players['p1']).toMatchObject({ server: 's1', token: 1, transfer: null });
    expect([servers['s1']?.holds['p1']?.handOver, servers['s2']?.holds]).toEqual([null, {}]);
    process.kill(current.get('s2')?.pid ?? 0, 'SIGKILL');
    await expect(system.perform(save('s2'))).rejects.toThrow('the process of s2 has ended (SIGKILL)');
  } finally {
    await system.close();
  }
});

test('server processes do not outlive their parent', async () => {
  const program = `
    import { startOverTcp } from './properties/authority/processes.ts';
    const { processes } = await startOverTcp(${JSON.stringify(pair)});
    console.log(JSON.stringify(processes.map(({ pid }) => pid)));
    setInterval(() => undefined, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
  const pids = JSON.parse(line) as number[];
  expect(pids.map((pid) => isAlive(pid))).toEqual([true, true]);
  for (const pid of pids) process.kill(pid, 'SIGINT');
  parent.kill('SIGKILL');
  await expect.poll(() => pids.filter((pid) => isAlive(pid)), { timeout: 60_000 }).toEqual([]);
});
