import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import type { Command, Model, Outcome } from '../../src/kernel/model.ts';
import type { Certified, ExploreFor } from '../../src/minimise/certify.ts';
import { certify, shortestByExploring } from '../../src/minimise/certify.ts';

interface Stairs {
  height: number;
  /** How many steps of recovery were taken. */
  healed: number;
}
interface Climb extends Command {
  readonly who?: string;
}
type StairsModel = Model<Stairs, Climb, Outcome, Stairs>;

/** Each command is a step up: so many there are, and so many steps heal what is not whole. */
function stairs({ steps = 9, heals = 0, ...parts }: { steps?: number; heals?: number } & Partial<StairsModel> = {}) {
  const model: StairsModel = {
    name: 'stairs',
    initial: { height: 0, healed: 0 },
    commands: ({ height }) => (height < steps ? [{ type: 'up' }] : []),
    step(draft, { type }) {
      if (type === 'heal') draft.healed += 1;
      else draft.height += 1;
      return { type: 'done' };
    },
    view: (state) => state,
    invariants: [below(3), below(5), below(100)],
    recovery: ({ healed }) => (healed < heals ? [{ type: 'heal' }] : []),
    settled: [{ id: 'LOW', says: 'It ends low.', holds: ({ height }) => height < 4 }],
    ...parts,
  };
  return model;
}

function below(most: number): StairsModel['invariants'][number] {
  return { id: `BELOW_${most}`, says: `It is below ${most}.`, holds: ({ height }) => height < most };
}

const invariant = { kind: 'invariant', name: 'BELOW_3', maxStates: 1000 } as const;
const settled = { kind: 'settled', name: 'LOW', maxStates: 1000 } as const;

/** Why no proof was given. */
async function reasonOf(
  model: StairsModel,
  about: ExploreFor<Climb> & { readonly length: number },
): Promise<string | undefined> {
  const { certificate, shorter }: Certified<Climb> = await certify(model, about);
  expect(shorter).toBeNull();
  return certificate.kind === 'locally minimal' ? certificate.reason : undefined;
}

describe('a proof that no shorter run violates an invariant', () => {
  test('names the states of one command less, and the digest of their exploration', async () => {
    const { digest } = await explore({ ...stairs(), invariants: [below(3)], settled: [] }, { maxDepth: 2 });
    expect(await certify(stairs(), { ...invariant, length: 3 })).toEqual({
      certificate: { kind: 'minimal', exploredDepth: 2, states: 3, digest },
      shorter: null,
    });
  });

  test('is given where there are no more states, too', async () => {
    const { certificate } = await certify(stairs({ steps: 1 }), { ...invariant, length: 6 });
    expect(certificate).toMatchObject({ kind: 'minimal', exploredDepth: 5, states: 2 });
  });

  test('is given for the shorter run where there is one', async () => {
    const { certificate, shorter } = await certify(stairs(), { ...invariant, length: 8 });
    expect(shorter).toMatchObject({ violation: { kind: 'invariant', name: 'BELOW_3' }, commands: { length: 3 } });
    expect(certificate).toMatchObject({ kind: 'minimal', exploredDepth: 2, states: 3 });
  });

  test('is about this invariant alone', async () => {
    const { certificate, shorter } = await certify(stairs(), { ...invariant, name: 'BELOW_5', length: 5 });
    expect([certificate, shorter]).toMatchObject([{ kind: 'minimal', exploredDepth: 4 }, null]);
  });

  test('is about the states in which recovery is done, where the invariant is settled', async () => {
    const { certificate, shorter } = await certify(stairs({ heals: 2 }), { ...settled, length: 6 });
    expect(shorter).toMatchObject({ violation: { kind: 'settled', name: 'LOW' }, commands: { length: 4 } });
    expect(certificate).toMatchObject({ kind: 'minimal', exploredDepth: 3, states: 4 });
  });

  test('takes no step of a recovery, where the invariant holds always', async () => {
    const steep = stairs({
      heals: 20,
      step(draft, { type }) {
        if (type !== 'up') throw new RangeError('a step of a recovery');
        draft.height += 1;
        return { type: 'done' };
      },
    });
    const { certificate } = await certify(steep, { ...invariant, length: 3, maxStates: 3 });
    expect(certificate.kind).toBe('minimal');
  });

  test('does not mistake an endless recovery for a violation of a settled invariant', async () => {
    const endless = stairs({
      step(draft, { type }) {
        if (type === 'heal') draft.healed = 1 - draft.healed;
        else draft.height += 1;
        return { type: 'done' };
      },
      recovery: ({ height }) => (height === 1 ? [{ type: 'heal' }] : []),
    });
    expect((await certify(endless, { ...settled, length: 4 })).shorter).toBeNull();
    const found = await certify(endless, { kind: 'endless', name: 'recovery', maxStates: 1000, length: 4 });
    expect(found.shorter).toMatchObject({ violation: { kind: 'endless' }, commands: { length: 1 } });
  });
});

describe('no proof is given', () => {
  test('where no command came before', async () => {
    const reason = await reasonOf(stairs(), { ...invariant, length: 0 });
    expect(reason).toBe('violated before the first command, and no run is shorter');
  });

  test('where there are more states than are to be explored', async () => {
    expect(await reasonOf(stairs(), { ...invariant, length: 3, maxStates: 1 })).toBe(
      'exploring every run of at most 2 commands leads to more than 1 states',
    );
    expect(await reasonOf(stairs(), { ...invariant, length: 2, maxStates: 0 })).toBe(
      'exploring every run of at most 1 command leads to more than 0 states',
    );
    const names = Array.from({ length: 1001 }, (_, at): Climb => ({ type: 'up', who: `a${at}` }));
    const wide = stairs({
      commands: ({ height }) => (height === 0 ? names : []),
      step(draft, { who = '' }) {
        draft.height = 1;
        draft.healed = names.findIndex((name) => name.who === who);
        return { type: 'done' };
      },
    });
    expect(await reasonOf(wide, { ...invariant, length: 3 })).toBe(
      'exploring every run of at most 2 commands leads to more than 1,000 states',
    );
  });

  test('where there are more states on the ways of recoveries than are to be explored', async () => {
    const about = { ...settled, length: 2 };
    const steep = stairs({ heals: 20 });
    let recoveries = 0;
    const counting = stairs({ heals: 20, recovery: (state) => ((recoveries += 1), steep.recovery(state)) });
    expect(await reasonOf(counting, about)).toBeUndefined();
    const needed = recoveries;
    expect(await reasonOf(steep, { ...about, maxStates: needed })).toBeUndefined();
    expect(await reasonOf(steep, { ...about, maxStates: needed - 1 })).toBe(
      `exploring every run of at most 1 command leads to more than ${needed - 1} states from which recovery starts`,
    );
  });

  test('where one value alone was explored of a drawn field', async () => {
    const drawn = stairs({ drawn: { up: { who: fc.string() } } });
    expect(await reasonOf(drawn, { ...invariant, length: 2 })).toBe(
      'no run of at most 1 command has this violation with the one value that was explored of up.who',
    );
    const reason = 'no run of at most 2 commands has this violation with the one value that was explored of up.who';
    expect(await reasonOf(drawn, { ...invariant, length: 3 })).toBe(reason);
    // A shorter run, found with this value, has no proof either.
    const { certificate, shorter } = await certify(drawn, { ...invariant, length: 8 });
    expect(shorter?.commands).toHaveLength(3);
    expect(certificate).toEqual({ kind: 'locally minimal', reason });
  });

  test('where there is no memory for more', async () => {
    const large = stairs({
      commands({ height }) {
        if (height === 2) throw new RangeError('Array buffer allocation failed');
        return [{ type: 'up' }];
      },
    });
    expect(await reasonOf(large, { ...invariant, length: 9 })).toBe(
      'there is not enough memory for exploring every run of at most 8 commands',
    );
  });

  test('where it was stopped, before it began or since', async () => {
    const stopped = 'interrupted while exploring every run of at most 8 commands';
    let explored = 0;
    const onProgress = (): void => void (explored += 1);
    const aborted = { ...invariant, name: 'BELOW_100', length: 9, signal: AbortSignal.abort(), onProgress };
    expect(await reasonOf(stairs(), aborted)).toBe(stopped);
    expect(explored).toBe(0);
    const stop = new AbortController();
    const slow = stairs({ commands: ({ height }) => (wait(height === 5 ? 60 : 0), [{ type: 'up' }]) });
    const about = { ...invariant, name: 'BELOW_100', length: 9, signal: stop.signal, onProgress: () => stop.abort() };
    expect(await reasonOf(slow, about)).toBe(stopped);
  });
});

test('an error of the model stays what it is', async () => {
  const broken = stairs({
    recovery() {
      throw new RangeError('the model has gone too far');
    },
  });
  await expect(certify(broken, { ...settled, length: 2 })).rejects.toThrow('the model has gone too far');
});

describe('the shortest run by exploring', () => {
  test('is one of those that are asked for, or none', async () => {
    expect(await shortestByExploring(stairs(), { ...invariant, longest: 3 })).toMatchObject({
      commands: { length: 3 },
    });
    expect(await shortestByExploring(stairs(), { ...invariant, longest: 2 })).toBeNull();
    expect(await shortestByExploring(stairs(), { ...invariant, longest: 9, maxStates: 1 })).toBeNull();
  });

  test('has the fewest context switches, where it is known who acts', async () => {
    const two = stairs({ commands: () => ['b.ann', 'a.bob', 'c.ann'].map(climbOf) });
    const whoIn = async (laneOf?: (command: Climb) => string): Promise<string[]> => {
      const found = await shortestByExploring(two, { ...invariant, longest: 3, ...(laneOf && { laneOf }) });
      return (found?.commands ?? []).map(({ type }) => type);
    };
    expect(await whoIn()).toEqual(['a', 'a', 'a']);
    expect(await whoIn(({ type }) => (type === 'a' ? String(Math.random()) : type))).toEqual(['b', 'b', 'b']);
  });
});

function climbOf(text: string): Climb {
  const [type = '', who = ''] = text.split('.');
  return { type, who };
}

function wait(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
