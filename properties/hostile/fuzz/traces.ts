import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import type { Attempt } from './attempt.ts';
import { hostileText } from './texts.ts';

const modes = join(import.meta.dirname, '../../../failure_modes');

/** The traces of all failure modes, as they are. */
export const keptTraces: readonly string[] = readdirSync(modes)
  .filter((name) => name.startsWith('FM_'))
  .map((name) => readFileSync(join(modes, name, 'trace.json'), 'utf8'));

/** JSON texts that stand where something else belongs. */
const hostileJson: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('null', '-1', '0', '0.5', '9007199254740992', '1e400', 'true', '{}', '[]', '["w1"]', '{"a":{}}'),
  fc.constantFrom('"__proto__"', '"constructor"', '"postgres"', '"booking"', '[[]]', '{"__proto__":{"type":"lease"}}'),
  hostileText.map((text) => JSON.stringify(text)),
  fc.constantFrom(1_000_000).map((length) => JSON.stringify('x'.repeat(length))),
  fc.constantFrom(30, 100_000).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
);

type Edit =
  | { readonly how: 'replaced' | 'added'; readonly json: string; readonly key: string }
  | { readonly how: 'removed' | 'doubled' };

const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ how: fc.constant('replaced' as const), json: hostileJson, key: fc.constant('') }),
  },
  fc.record({
    how: fc.constant('added' as const),
    json: hostileJson,
    key: fc.oneof(fc.constantFrom('__proto__', 'fault', 'recovery', 'where', 'at', 'seed'), hostileText),
  }),
  fc.constantFrom({ how: 'removed' as const }, { how: 'doubled' as const }),
);

/** The paths of all values in a value, itself included. */
function placesIn(value: unknown, at = ''): string[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, item]) => placesIn(item, `${at}/${key}`))];
}

/** The value as JSON, with edits at some places. */
function write(value: unknown, edits: ReadonlyMap<string, Edit>, at = ''): string {
  const own = edits.get(at);
  if (own?.how === 'replaced') return own.json;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const isList = Array.isArray(value);
  const items = Object.entries(value).flatMap(([key, item]) => {
    const here = `${at}/${key}`;
    const text = (isList ? '' : `${JSON.stringify(key)}:`) + write(item, edits, here);
    const how = edits.get(here)?.how;
    return how === 'removed' ? [] : how === 'doubled' ? [text, text] : [text];
  });
  if (own?.how === 'added') items.push((isList ? '' : `${JSON.stringify(own.key)}:`) + own.json);
  return isList ? `[${items.join(',')}]` : `{${items.join(',')}}`;
}

const edited: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...keptTraces), fc.array(fc.tuple(fc.nat(), edit), { minLength: 1, maxLength: 3 }))
  .map(([text, edits]) => {
    const value: unknown = JSON.parse(text);
    const places = placesIn(value);
    return write(value, new Map(edits.map(([at, change]) => [places[at % places.length] ?? '', change])));
  });

/** A trace that is read, and then printed, with a text of its own. */
const signed: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...keptTraces), hostileText, fc.constantFrom('who', 'versions'))
  .map(([text, own, field]) => {
    const trace = JSON.parse(text) as { foundBy: object };
    const foundBy = { ...trace.foundBy, [field]: field === 'who' ? own : { node: own } };
    return JSON.stringify({ ...trace, foundBy });
  });

const damaged: fc.Arbitrary<Uint8Array> = fc
  .record({
    text: fc.constantFrom(...keptTraces),
    end: fc.nat({ max: 2000 }),
    flips: fc.array(fc.tuple(fc.nat({ max: 2000 }), fc.nat({ max: 7 })), { maxLength: 4 }),
  })
  .map(({ text, end, flips }) => flipped(Buffer.from(text), flips).subarray(0, flips.length === 0 ? end : undefined));

/** A copy of these bytes with some bits flipped. */
export function flipped(bytes: Uint8Array, flips: readonly (readonly [at: number, bit: number])[]): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (const [at, bit] of flips) copy[at % copy.length] = (copy[at % copy.length] ?? 0) ^ (1 << bit);
  return copy;
}

/** The number is taken: no trace becomes a failure mode of this clone, whatever it shows. */
const promoting = ['promote', 'x.json', '--name', 'a_name', '--number', '1'];

/** A file that is nearly a trace, where a trace is read. */
export const traceAttempts: fc.Arbitrary<Attempt> = fc
  .record({
    content: fc.oneof({ weight: 3, arbitrary: edited }, damaged, signed),
    args: fc.constantFrom(
      ['replay', 'x.json'],
      ['replay', 'x.json', '--json'],
      ['replay', 'x.json', '--step', '2'],
      promoting,
      ['check', 'queue', '--runs', '1'],
      ['check', 'booking', '--runs', '1', '--json'],
    ),
  })
  .map(({ content, args }) => ({
    args,
    files: { [args[0] === 'check' ? 'counterexamples/x.json' : 'x.json']: content },
  }));
