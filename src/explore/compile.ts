import { copyJson } from '../kernel/json.ts';
import type { Layout, RecordLayout } from './layout.ts';

/** The frequent operations on states, as generated code for states of a single layout. */
export interface Compiled {
  /** Whether the value has the layout; the other functions require such values. */
  fits(value: unknown): boolean;
  copy(value: unknown): unknown;
  /** Calls `change` for every place at which the second value, of any layout, differs from the first. */
  compare(before: unknown, after: unknown, place: unknown): void;
  /** Hands the value out in whole numbers, in an order in which `unpack` takes them in again. */
  pack(value: unknown): void;
  unpack(): unknown;
}

/** The functions that the code calls. Places are the values that `field` and `item` return. */
export interface Calls {
  /** The value at a place has changed. */
  change(place: unknown, before: unknown, after: unknown): void;
  /** An array has another length, and is unchanged up to the shorter end. */
  resize(place: unknown, before: readonly unknown[], after: readonly unknown[]): void;
  /** The places of a record's entries, in the order of its keys. */
  fields(place: unknown, layout: Layout, record: number): readonly unknown[];
  item(place: unknown, index: number): unknown;
  put(number: number): void;
  take(): number;
  /** A leaf's number, and the other way round. */
  numberOf(leaf: unknown): number;
  leafOf(number: number): unknown;
}

/** Numbers below this are kinds of records; then come an array, a value as text, and leaves. */
const arrayTag = 64;
const textTag = 65;
const firstLeafTag = 66;

/**
 * Writes a function for each place of a layout. Where keys stand in the code, V8 reads a field in about a nanosecond;
 * where they are looked up, in ten.
 */
export function compile(root: Layout, calls: Calls): Compiled {
  const texts: string[] = [];
  const layouts: Layout[] = [];
  const seen = new Set<Layout>();
  const open = [root];
  for (let layout = open.pop(); layout !== undefined; layout = open.pop()) {
    if (seen.has(layout)) continue;
    seen.add(layout);
    layouts[layout.number] = layout;
    texts.push(fitsText(layout), copyText(layout), compareText(layout), packText(layout), unpackText(layout));
    if (layout.item !== null) open.push(layout.item);
    for (const { fields } of layout.records) open.push(...fields);
  }
  const n = root.number;
  texts.push(`return { fits: fits${n}, copy: copy${n}, compare: compare${n}, pack: pack${n}, unpack: unpack${n} };`);
  const names = Object.keys(calls).join(', ');
  const make = makerOf(`'use strict';\nconst { ${names} } = calls;\n${texts.join('\n')}`);
  return make(calls, layouts, copyJson) as Compiled;
}

/** By the text: explorations of one model come to the same layouts again, and V8 compiles a text once. */
const makers = new Map<string, Function>();
const mostMakers = 100;

function makerOf(text: string): Function {
  const known = makers.get(text);
  if (known !== undefined) return known;
  // Of a state, the text holds only the names of fields, as JSON.
  // oxlint-disable-next-line typescript/no-implied-eval
  const maker = new Function('calls', 'layouts', 'copyJson', text);
  if (makers.size >= mostMakers) makers.clear();
  makers.set(text, maker);
  return maker;
}

const isLeaf = `(typeof v !== 'object' || v === null)`;

function fitsText({ number, hasLeaf, item, records, isOpen }: Layout): string {
  const lines = isOpen
    ? ['return true;']
    : [
        `if ${isLeaf} return ${hasLeaf};`,
        item === null
          ? 'if (Array.isArray(v)) return false;'
          : `if (Array.isArray(v)) { for (let i = 0; i < v.length; i += 1) if (!fits${item.number}(v[i])) return false; return true; }`,
        ...(records.length === 0 ? ['return false;'] : ['let n = 0; for (const _ in v) n += 1;']),
        ...records.map((record) => {
          const fields = record.fields.map((field, at) => ` && fits${field.number}(v${dot(record, at)})`);
          return `if (${isOf(record, 'v')}) return true${fields.join('')};`;
        }),
        'return false;',
      ];
  return `function fits${number}(v) { ${lines.join('\n')} }`;
}

function copyText({ number, hasLeaf, item, records, isOpen }: Layout): string {
  const lines = isOpen
    ? ['return copyJson(v);']
    : [
        ...(hasLeaf ? [`if ${isLeaf} return v;`] : []),
        ...(item === null
          ? []
          : [
              'if (Array.isArray(v)) { const o = [];',
              `for (let i = 0; i < v.length; i += 1) o.push(${isOnlyLeaf(item) ? 'v[i]' : `copy${item.number}(v[i])`});`,
              'return o; }',
            ]),
        ...(records.length > 1 ? ['let n = 0; for (const _ in v) n += 1;'] : []),
        ...records.map((record, at) => {
          const fields = record.fields.map((field, index) => {
            const from = `v${dot(record, index)}`;
            return `${JSON.stringify(record.keys[index])}: ${isOnlyLeaf(field) ? from : `copy${field.number}(${from})`}`;
          });
          const guard = at === records.length - 1 ? '' : `if (${isOf(record, 'v')}) `;
          return `${guard}return { ${fields.join(', ')} };`;
        }),
        'return v;',
      ];
  return `function copy${number}(v) { ${lines.join('\n')} }`;
}

/** Falls back on a change of the whole value wherever the layout is open. */
function compareText(layout: Layout): string {
  const { number, item, records, isOpen } = layout;
  const lines = ['if (p === v) return;'];
  if (!isOpen && (item !== null || records.length > 0)) {
    lines.push(`if (typeof p === 'object' && p !== null && typeof v === 'object' && v !== null) {`);
    if (item !== null) {
      lines.push(
        'if (Array.isArray(p) && Array.isArray(v)) { const least = p.length < v.length ? p.length : v.length;',
        `for (let i = 0; i < least; i += 1) ${compareField(item, 'p[i]', 'v[i]', 'item(place, i)')}`,
        'if (p.length !== v.length) resize(place, p, v);',
        'return; }',
      );
    }
    if (records.length > 0) {
      lines.push('if (!Array.isArray(p) && !Array.isArray(v)) { let n = 0; for (const _ in v) n += 1;');
      if (records.length > 1) lines.push('let m = 0; for (const _ in p) m += 1;');
      for (const [at, record] of records.entries()) {
        const isBefore = records.length > 1 ? `${isOf(record, 'p').replace(/^n /, 'm ')} && ` : '';
        lines.push(
          `if (${isBefore}${isOf(record, 'v')}) {`,
          `const places = place.records[${at}] ?? fields(place, layouts[${number}], ${at});`,
          ...record.fields.map((field, index) =>
            compareField(field, `p${dot(record, index)}`, `v${dot(record, index)}`, `places[${index}]`),
          ),
          'return; }',
        );
      }
      lines.push('}');
    }
    lines.push('}');
  }
  return `function compare${number}(p, v, place) { ${lines.join('\n')}\nchange(place, p, v); }`;
}

function compareField(layout: Layout, before: string, after: string, place: string): string {
  return isOnlyLeaf(layout)
    ? `if (${before} !== ${after}) change(${place}, ${before}, ${after});`
    : `compare${layout.number}(${before}, ${after}, ${place});`;
}

function packText({ number, hasLeaf, item, records, isOpen }: Layout): string {
  const leaf = `put(${firstLeafTag} + numberOf(v));`;
  const lines = isOpen
    ? [`put(${textTag}); put(numberOf(JSON.stringify(v)));`]
    : [
        ...(hasLeaf ? [`if ${isLeaf} { ${leaf} return; }`] : []),
        ...(item === null
          ? []
          : [
              `if (Array.isArray(v)) { put(${arrayTag}); put(v.length);`,
              `for (let i = 0; i < v.length; i += 1) pack${item.number}(v[i]);`,
              'return; }',
            ]),
        ...(records.length > 1 ? ['let n = 0; for (const _ in v) n += 1;'] : []),
        ...records.map((record, at) => {
          const fields = record.fields.map((field, index) => `pack${field.number}(v${dot(record, index)});`);
          const guard = at === records.length - 1 ? '' : `if (${isOf(record, 'v')}) `;
          return `${guard}{ put(${at}); ${fields.join(' ')} return; }`;
        }),
      ];
  return `function pack${number}(v) { ${lines.join('\n')} }`;
}

function unpackText({ number, item, records }: Layout): string {
  const lines = [
    'const tag = take();',
    `if (tag >= ${firstLeafTag}) return leafOf(tag - ${firstLeafTag});`,
    `if (tag === ${textTag}) return JSON.parse(leafOf(take()));`,
    ...(item === null
      ? []
      : [
          `if (tag === ${arrayTag}) { const length = take(); const o = [];`,
          `for (let i = 0; i < length; i += 1) o.push(unpack${item.number}());`,
          'return o; }',
        ]),
    ...records.map((record, at) => {
      const fields = record.keys.map((key, index) => {
        const field = record.fields[index];
        return `${JSON.stringify(key)}: unpack${field?.number ?? 0}()`;
      });
      return `if (tag === ${at}) return { ${fields.join(', ')} };`;
    }),
  ];
  return `function unpack${number}() { ${lines.join('\n')} }`;
}

function isOnlyLeaf({ item, records, isOpen }: Layout): boolean {
  return item === null && records.length === 0 && !isOpen;
}

/** Whether the value has exactly these keys. Their number was counted; JSON has no `undefined`. */
function isOf({ keys }: RecordLayout, name: string): string {
  const present = keys.map((key) => ` && ${name}[${JSON.stringify(key)}] !== undefined`);
  return `n === ${keys.length}${present.join('')}`;
}

function dot({ keys }: RecordLayout, index: number): string {
  return `[${JSON.stringify(keys[index])}]`;
}
