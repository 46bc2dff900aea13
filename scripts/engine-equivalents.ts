/** A mutant that no test can kill, and why: the code does the same with it. */
export interface Equivalent {
  readonly file: string;
  /** The line on which it stands, without its indentation. */
  readonly line: string;
  /** What Stryker calls the change, such as `ConditionalExpression`. */
  readonly mutator: string;
  /** What stands there instead. */
  readonly replacement: string;
  readonly because: string;
}

export const equivalents: readonly Equivalent[] = [
  {
    file: 'src/corpus/signature.ts',
    line: 'return { subject, system, policies, kind, name, ...(where !== undefined && { where }) };',
    mutator: 'ConditionalExpression',
    replacement: 'true',
    because: 'A field that is undefined is no part of JSON, and both sides of each comparison come from here.',
  },
  {
    file: 'src/corpus/signature.ts',
    line: 'const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));',
    mutator: 'EqualityOperator',
    replacement: 'a <= b',
    because: 'No two keys of a record are equal.',
  },
  {
    file: 'src/corpus/signature.ts',
    line: 'return one === other ? 0 : one < other ? -1 : 1;',
    mutator: 'EqualityOperator',
    replacement: 'one <= other',
    because: 'Where both are equal, the answer is 0 before this is asked.',
  },
];
