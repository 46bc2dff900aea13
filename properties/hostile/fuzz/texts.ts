import * as fc from 'fast-check';

/** Characters of each class that acts on a terminal, and those that mean something in Markdown, HTML, JSON and SQL. */
const characters = [
  '\u001B[2J',
  '\r',
  '\n',
  '\t',
  '\u0007',
  '\u007F',
  '\u009B31m',
  '\u202E',
  '\u2066',
  '\u200B',
  '\uFEFF',
  '\u{E0001}',
  '\u2028',
  '\u2029',
  '\uD800',
  '\uDC00',
  '|',
  '`',
  '*',
  '_',
  '<!-- end -->',
  '<b>',
  '](x)',
  '\\',
  "'",
  '"',
  ';',
  '--',
  '$',
  '%',
  '{',
  'é',
  '🙂',
  ' ',
  'a',
];

const oddities = [
  '',
  ' ',
  '-',
  '--',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'undefined',
  'NaN',
  '%s %d %j',
  '@',
];

const numbers = ['-1', '0', '0.5', '1e400', '-0', '9007199254740993', '0x10', '1_000', '٣', '+1', ' 1', '1,5'];

/** A text that no part of the command line expects. It has no NUL, which neither arguments nor variables can have. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(fc.constantFrom(...characters), { minLength: 1, maxLength: 6 }).map((all) => all.join('')),
  },
  { weight: 2, arbitrary: fc.constantFrom(...oddities) },
  { weight: 2, arbitrary: fc.constantFrom(...numbers) },
  // They are not shrunk: a try of each size would take longer than all the others.
  { weight: 1, arbitrary: fc.constantFrom('x', '\u202E', '|').map((character) => character.repeat(50_000)) },
);

/** A text that is nearly this one. */
export function nearMiss(text: string): fc.Arbitrary<string> {
  const at = fc.nat({ max: Math.max(0, text.length - 1) });
  return fc.oneof(
    at.map((place) => text.slice(0, place) + text.slice(place + 1)),
    fc.tuple(at, hostileText).map(([place, more]) => text.slice(0, place) + more + text.slice(place)),
    fc.constantFrom(text.toUpperCase(), `${text} `, ` ${text}`, `${text},`, `${text},${text}`, `${text}=`),
  );
}
