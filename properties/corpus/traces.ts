import * as fc from 'fast-check';
import type { Trace } from '../../src/corpus/trace.ts';

/** A trace of a run of the counter, with what the test is about in its place. */
export function aTrace(differing: Partial<Trace> = {}): Trace {
  return {
    version: 4,
    subject: 'counter',
    system: 'plain',
    policies: { floor: false },
    scope: { most: 10 },
    commands: [{ type: 'down' }],
    outcomes: null,
    violation: { kind: 'invariant', name: 'FLOOR', at: 0 },
    certificate: null,
    foundBy: { who: 'a test' },
    ...differing,
  };
}

const names = fc.stringMatching(/^[A-Za-z]\w{0,12}$/);
const lists = fc.array(fc.oneof(fc.array(names), fc.dictionary(names, fc.integer())));
const commands = fc.array(
  fc
    .tuple(
      names,
      fc.dictionary(names, fc.oneof(names, fc.integer(), fc.boolean(), fc.array(names), lists)),
      fc.option(names),
    )
    .map(([type, fields, fault]) => Object.assign({ type }, fields, fault === null ? {} : { fault })),
  { maxLength: 30 },
);

const anyTraceAtAll: fc.Arbitrary<Trace> = fc
  .record({
    subject: names,
    system: fc.string(),
    policies: fc.dictionary(names, fc.boolean()),
    scope: fc.dictionary(names, fc.nat(1000), { maxKeys: 2 }),
    commands,
    recovery: fc.option(commands),
    hasOutcomes: fc.boolean(),
    kind: fc.constantFrom('invariant', 'settled', 'divergence', 'systemError', 'endless'),
    name: fc.string({ minLength: 1, maxLength: 150 }),
    proof: fc.constantFrom('minimal', 'locally minimal', null),
    reason: fc.string({ maxLength: 150 }),
    seed: fc.integer(),
  })
  .map(({ recovery, hasOutcomes, kind, name, proof, reason, seed, ...rest }) => {
    const length = rest.commands.length;
    const digest = '0123456789abcdef'.repeat(2);
    const trace = {
      version: 4,
      outcomes: hasOutcomes ? rest.commands.map(({ type }) => type) : null,
      violation: { kind, name, at: Math.max(0, length - 1) },
      certificate:
        proof === null
          ? null
          : proof === 'minimal'
            ? { kind: proof, exploredDepth: length, states: length + 1, digest }
            : { kind: proof, reason },
      foundBy: { who: reason, seed, run: 1, length: length + 1 },
    } as const;
    return Object.assign(trace, rest, recovery === null ? {} : { recovery });
  });

/** Any trace of the newest version, of subjects that do not exist. One that fails is shrunk for seconds, not for minutes. */
export const anyTrace: fc.Arbitrary<Trace> = fc.limitShrink(anyTraceAtAll, 500);
