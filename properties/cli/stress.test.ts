import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Ended } from './faultbook.ts';
import { runHere } from './in-process.ts';

const cwd = mkdtempSync(join(tmpdir(), 'faultbook-stress-'));
afterAll(() => rmSync(cwd, { recursive: true }));

/** Tickets with numbers. The system `racing` reads and writes the last number in two steps; `lazy` overlaps nothing. */
writeFileSync(
  join(cwd, 'tickets.mjs'),
  `import { defineSubject } from ${JSON.stringify(resolve('src/index.ts'))};
const open = (turn) => async () => {
  let last = 0;
  return {
    perform: async () => {
      const next = last + 1;
      await turn();
      last = next;
      return { type: 'took', number: next };
    },
    view: async () => ({ last }),
    close: async () => undefined,
  };
};
const model = (commands) => (policies, scope) => ({
  initial: { last: 0 },
  commands: () => commands(scope),
  step: (draft) => ({ type: 'took', number: (draft.last += 1) }),
});
const actors = ({ clients }) => Array.from({ length: clients }, (_, at) => ({ type: 'take', actor: 'c' + (at + 1) }));
const racing = { name: 'racing', concurrent: true, open: open(() => Promise.resolve()) };
const lazy = { name: 'lazy', open: open(() => undefined) };
export const tickets = defineSubject({
  name: 'tickets',
  model: model(actors),
  systems: [racing, lazy],
  scopes: { small: { clients: 2 } },
  stressScope: (clients) => ({ clients }),
});
const { stressScope: _, ...unsized } = tickets;
export const fixed = { ...unsized, name: 'fixed' };
const quick = async () => {
  let last = 0;
  return {
    perform: async () => ({ type: 'took', number: (last += 1) }),
    view: async () => ({ last }),
    close: async () => undefined,
  };
};
const turn = (actor) => ({ type: 'take', actor });
export const few = defineSubject({
  name: 'few',
  model: {
    initial: { last: 0 },
    commands: () => [turn('c1'), turn('c2')],
    step: (draft) => ({ type: 'took', number: (draft.last += 1) }),
    invariants: { atMost3: ({ last }) => last <= 3 },
  },
  systems: [{ name: 'quick', concurrent: true, open: quick }],
});
/** The third command throws while another one is under way. */
const breaking = async () => {
  let last = 0;
  return {
    perform: async () => {
      const number = (last += 1);
      await Promise.resolve();
      if (number > 2) throw new TypeError('no such ticket');
      return { type: 'took', number };
    },
    view: async () => ({ last }),
    close: async () => undefined,
  };
};
export const broken = defineSubject({
  name: 'broken',
  model: {
    initial: { last: 0 },
    commands: () => [turn('c1'), turn('c2')],
    step: (draft) => ({ type: 'took', number: (draft.last += 1) }),
  },
  systems: [{ name: 'breaking', concurrent: true, open: breaking }],
});
`,
);

/** Booking on a store in which the free units of a resource change that no client names. */
writeFileSync(
  join(cwd, 'leaking.mjs'),
  `import { booking as right } from ${JSON.stringify(resolve('src/subjects/booking/subject.ts'))};
const leaking = {
  ...right.systems[0],
  name: 'leaking',
  async open(setup) {
    const system = await right.systems[0].open({ ...setup, scope: { ...setup.scope, resources: 2 } });
    let looks = 0;
    return {
      perform: (command) => system.perform(command),
      async view() {
        const seen = await system.view();
        looks += 1;
        const unused = { capacity: 2, free: looks < 2 ? 2 : 1, version: 0 };
        return { ...seen, resources: { ...seen.resources, r3: unused } };
      },
      close: () => system.close(),
    };
  },
};
const model = (policies, scope, terms) => {
  const { commands, symmetry: _, ...whole } = right.model(policies, { ...scope, resources: 3 }, terms);
  return { ...whole, commands: (...asked) => commands(...asked).filter(({ resource }) => resource !== 'r3') };
};
export const booking = { ...right, model, systems: [leaking], optionalSystems: [] };
`,
);

function run(args: string, how: { interruptAt?: (printed: string) => boolean } = {}): Promise<Ended> {
  return runHere(args.split(' '), { cwd, ...how });
}

/** Without the figures of the time. */
function untimed(out: string): string {
  return out.replace(/\([\d,]+ a second/, '(N a second').replace(/[\d.]+ s\n/, 'N s\n');
}

describe('faultbook stress', () => {
  test('ends with 0 where the model allows an order of each round', async () => {
    const { code, out, err } = await run('stress booking --actors 2 --max-rounds 3 --no-counterexamples');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(untimed(out)).toMatch(
      /^booking on sqlite, all policies on, 2 clients, 2 resources, 2 units,\n {2}100 requests, seed 1\n\d+ operations \(N a second while actors acted\), 3 rounds in 1 world, N s\nholds: the model allows an order of each of 3 rounds: a sample, no proof\n$/,
    );
  });

  test('ends with 1, and shows and keeps the core under the smallest load', async () => {
    const { code, out } = await run('stress tickets --actors 5 --seconds 5 --subject ./tickets.mjs#tickets');
    expect(code).toBe(1);
    const [kept = ''] = readdirSync(join(cwd, 'counterexamples'));
    expect(kept).toMatch(/^tickets-racing-[\da-f]{12}\.jsonl$/);
    expect(untimed(out)).toBe(`tickets on racing, all policies on, 5 clients, seed 1
40 operations (N a second while actors acted), 1 round in 1 world, N s

found in round 1; by a smaller load:
violated in round 1, of 2 operations
illegal: the model allows no order of these operations

#  actor  operation      time →
0  c1     take → took 1  ├──────────────────────────┤
1  c2     take → took 1                ├──────────────────────────┤

cut at 4: later operations are left out, those under way are pending
minimal: with any one of these operations free as well, there is an order
  once 0 is free: 1
  once 1 is free: 0
the longest order has 1 of 2 operations; no order found goes beyond the return
  of 1 (take c2 → took 1)
the smallest load with a violation: 2 actors, 1 operation each in a round,
  worlds of 1 round; it came back in 200 of 200 worlds
kept: counterexamples/${kept}
judged once more by: npx faultbook history
  counterexamples/${kept}
`);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    const judged = await run(`history counterexamples/${kept} --subject ./tickets.mjs#tickets`);
    expect(judged.code).toBe(1);
    expect(judged.out.replaceAll('\n ', '')).toContain('2 operations, model of tickets on racing, all policies on');
    expect(judged.out).toContain('1  c2     take → took 1 ');
  });

  test('prints the report as one JSON object', async () => {
    const { code, out, err } = await run('stress queue --max-rounds 2 --json --no-counterexamples');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({ verdict: 'holds', rounds: 2, worlds: 1, violation: null, kept: null });
  });

  test('keeps a round after which an invariant is violated, to be judged once more', async () => {
    const { code, out } = await run('stress few --seconds 3 --subject ./tickets.mjs#few');
    expect(code).toBe(1);
    const kept = /^kept: (\S+)$/m.exec(out)?.[1] ?? '';
    const judged = await run(`history ${kept} --subject ./tickets.mjs#few`);
    expect(judged.code).toBe(1);
    expect(judged.out).toMatch(
      /linearizable: the model allows an order \(.*\)\nviolated at its end, on both sides: atMost3: atMost3\n$/,
    );
  });

  test('keeps the history of a system that throws, and draws what overlaps', async () => {
    const { code, out } = await run('stress broken --seconds 3 --subject ./tickets.mjs#broken');
    expect(code).toBe(1);
    const failed =
      /the system failed at (\d+) \(take c\d → \?\): the system threw TypeError: no such\n? +ticket\n/.exec(out);
    expect(failed).not.toBeNull();
    expect(out).toMatch(new RegExp(`^${failed?.[1]} +c\\d +take → \\? +├─+┄$`, 'm'));
    const kept = /^kept: (\S+)$/m.exec(out)?.[1] ?? '';
    const judged = await run(`history ${kept} --subject ./tickets.mjs#broken`);
    expect(judged.code).toBe(1);
    expect(judged.out).toContain('linearizable: the model allows an order');
    expect(judged.out).toContain(failed?.[0]);
  });

  test('takes a world of hundreds of resources, of which each round is judged apart', async () => {
    const { code, out } = await run('stress booking --actors 12 --resources 300 --max-rounds 2 --no-counterexamples');
    expect({ code, out: untimed(out) }).toEqual({
      code: 0,
      out: expect.stringMatching(/12 clients, 300 resources[^]*allows an order of each of 2 rounds/) as string,
    });
  });

  test('a row that changes though no operation touches it is shown as such', async () => {
    const { code, out } = await run(
      'stress booking --actors 2 --max-rounds 4 --seconds 3 --no-counterexamples --subject ./leaking.mjs#booking',
    );
    expect(code).toBe(1);
    expect(out).toContain(
      'illegal: the model allows no order of these operations\n' +
        'a part of the view that no operation touches is not as it was at the beginning\n' +
        'the smallest load',
    );
  });

  test('a model without an enabled command ends with 3', async () => {
    const { code, out } = await run('stress tickets --clients 0 --subject ./tickets.mjs#tickets');
    expect(code).toBe(3);
    expect(out).toContain('inconclusive: no command is enabled at the beginning\n');
  });

  test('an interrupted stress ends with 130, and reports its rounds', async () => {
    let asked = 0;
    const { code, out } = await run('stress booking --no-counterexamples', { interruptAt: () => (asked += 1) > 200 });
    expect(code).toBe(130);
    expect(out).toMatch(/interrupted: no violation in the first \d+ rounds?\n$/);
  });

  test.each([
    ['tickets --system lazy', /takes one command after the other: it is not concurrent; concurrent is racing\n$/],
    ['fixed --actors 3', /^faultbook: fixed has no stressScope, so that --actors means nothing: name a --scope\n$/],
    ['tickets --actors 3 --scope small', /^faultbook: --actors and --scope both name a scope: take one of them\n$/],
    ['tickets --actors 0', /--actors.*It has to be a whole number from 1 to 1000/],
  ])('%s is refused in one line', async (args, line) => {
    const files = '--subject ./tickets.mjs#tickets --subject ./tickets.mjs#fixed';
    const { code, out, err } = await run(`stress ${args} ${files}`);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(line);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('a history with the world of its operations', () => {
  const file = (line: string): Promise<Ended> => {
    writeFileSync(join(cwd, 'kept.jsonl'), `${line}\n{"actor":"a","call":{"type":"take"}}\n`);
    return run('history kept.jsonl');
  };

  test.each([
    ['{"world":{"subject":"queue"}}', /^faultbook: kept\.jsonl:1: the line is no world: it needs a subject, a system/],
    ['{"world"', /^faultbook: kept\.jsonl:1: the line is no JSON\n$/],
    [
      '{"actor":"b","call":{"type":"take"}}',
      /kept\.jsonl does not say by which model it is judged: name one by --model/,
    ],
  ])('%s is refused in one line', async (line, message) => {
    const { code, err } = await file(line);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});
