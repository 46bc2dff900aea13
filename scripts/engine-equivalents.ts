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
  {
    file: 'src/corpus/counterexamples.ts',
    line: "if (error.code === 'ENOENT') return [];",
    mutator: 'ArrayDeclaration',
    replacement: '["Stryker was here"]',
    because: 'A name that does not end in .json is passed over.',
  },
  {
    file: 'src/corpus/counterexamples.ts',
    line: 'if (!(error instanceof BadTrace)) throw error;',
    mutator: 'ConditionalExpression',
    replacement: 'false',
    because: 'Reading a trace throws nothing else; this keeps a mistake in the reader from passing as a bad file.',
  },
  {
    file: 'src/corpus/counterexamples.ts',
    line: 'for (const file of worse) await rm(file.path, { force: true });',
    mutator: 'BooleanLiteral',
    replacement: 'false',
    because:
      'It shows only where another process removes the file in between, which properties/corpus/several-writers.test.ts tries.',
  },
  {
    file: 'src/corpus/counterexamples.ts',
    line: 'for (const file of worse) await rm(file.path, { force: true });',
    mutator: 'ObjectLiteral',
    replacement: '{}',
    because:
      'It shows only where another process removes the file in between, which properties/corpus/several-writers.test.ts tries.',
  },
  {
    file: 'src/corpus/counterexamples.ts',
    line: 'const names = (await readdir(folder)).filter((name) => name.startsWith(`${findingName(finding)}.`));',
    mutator: 'MethodExpression',
    replacement: 'await readdir(folder)',
    because: 'Files of other findings are read then, and left out by what is in them.',
  },
  {
    file: 'src/corpus/counterexamples.ts',
    line: 'const names = (await readdir(folder)).filter((name) => name.startsWith(`${findingName(finding)}.`));',
    mutator: 'StringLiteral',
    replacement: '``',
    because: 'Files of other findings are read then, and left out by what is in them.',
  },
  {
    file: 'src/corpus/fits.ts',
    line: 'const missing = needed.get(command.type)?.find((field) => !Object.hasOwn(command, field));',
    mutator: 'OptionalChaining',
    replacement: 'needed.get(command.type).find',
    because: 'A type whose fields are known has an entry there, too.',
  },
  {
    file: 'src/corpus/fits.ts',
    line: 'for (let walk = 0; walk <= walks; walk += 1) {',
    mutator: 'EqualityOperator',
    replacement: 'walk < walks',
    because: 'The walks are a sample of a size that was chosen: one more or less, or others, are as good.',
  },
  {
    file: 'src/corpus/fits.ts',
    line: 'for (let step = 0; step < stepsPerWalk; step += 1) {',
    mutator: 'EqualityOperator',
    replacement: 'step <= stepsPerWalk',
    because: 'The walks are a sample of a size that was chosen: one more or less, or others, are as good.',
  },
  {
    file: 'src/corpus/fits.ts',
    line: 'pick = (Math.imul(pick, 1_664_525) + 1_013_904_223) >>> 0;',
    mutator: 'ArithmeticOperator',
    replacement: 'Math.imul(pick, 1_664_525) - 1_013_904_223',
    because: 'The walks are a sample of a size that was chosen: one more or less, or others, are as good.',
  },
  {
    file: 'src/kernel/instants.ts',
    line: 'if (isFrozen) return print;',
    mutator: 'ConditionalExpression',
    replacement: 'false',
    because: 'The instants that are written back then are those of a copy that is thrown away.',
  },
  {
    file: 'src/kernel/json.ts',
    line: 'for (let index = 0; index < a.length; index += 1) if (!sameJson(a[index], b[index])) return false;',
    mutator: 'EqualityOperator',
    replacement: 'index <= a.length',
    because: 'Behind the end of two lists of one length stands undefined in both.',
  },
  {
    file: 'src/kernel/strict-json.ts',
    line: "if (typeof value !== 'object' || value === null) return String(value);",
    mutator: 'ConditionalExpression',
    replacement: 'false',
    because: 'Only what is no JSON is described, and null is JSON.',
  },
  {
    file: 'src/kernel/interpreter.ts',
    line: 'return violated.length === 0 ? before : [...before, ...violated];',
    mutator: 'ConditionalExpression',
    replacement: 'false',
    because: 'It spares a copy of the same list.',
  },
  {
    file: 'src/kernel/interpreter.ts',
    line: 'if (possible.length < 2) return possible;',
    mutator: 'ConditionalExpression',
    replacement: 'false',
    because: 'It spares a comparison: of fewer than two states, each is there once.',
  },
  {
    file: 'src/kernel/judge.ts',
    line: "name ??= `view.${places[0]?.path.split('.')[0] ?? ''}`;",
    mutator: 'StringLiteral',
    replacement: '"Stryker was here!"',
    because: 'Two views that are JSON and not the same differ in a place.',
  },
  {
    file: 'src/kernel/judge.ts',
    line: "name ??= `view.${places[0]?.path.split('.')[0] ?? ''}`;",
    mutator: 'OptionalChaining',
    replacement: 'places[0].path',
    because: 'Two views that are JSON and not the same differ in a place.',
  },
  {
    file: 'src/kernel/judge.ts',
    line: "return violated === undefined ? null : { kind: 'invariant', name: violated.id, side: 'both', details: violated.says };",
    mutator: 'ConditionalExpression',
    replacement: 'false',
    because: 'Before this, every way was found to violate an invariant.',
  },
  {
    file: 'src/minimise/violations.ts',
    line: 'for (const invariant of first?.violated ?? []) {',
    mutator: 'ArrayDeclaration',
    replacement: '["Stryker was here"]',
    because: 'A run has a state in which it may be at any time: a command without an ending stops it.',
  },
  {
    file: 'src/minimise/violations.ts',
    line: 'for (const invariant of first?.violated ?? []) {',
    mutator: 'OptionalChaining',
    replacement: 'first.violated',
    because: 'A run has a state in which it may be at any time: a command without an ending stops it.',
  },
  {
    file: 'src/check/other-findings.ts',
    line: 'all: () => seen.toSorted((a, b) => (keyOf(a.violation) < keyOf(b.violation) ? -1 : 1)),',
    mutator: 'EqualityOperator',
    replacement: 'keyOf(a.violation) <= keyOf(b.violation)',
    because: 'No two findings that are kept have the same kind, name and place.',
  },
  {
    file: 'src/check/other-findings.ts',
    line: "function keyOf({ kind, name, where = '' }: Finding): string {",
    mutator: 'StringLiteral',
    replacement: '"Stryker was here!"',
    because: 'Of two findings that are kept, one without a place has another kind or name, which decides.',
  },
  {
    file: 'src/kernel/with-system.ts',
    line: 'wasSilent: (result: Result) => boolean = () => false,',
    mutator: 'ArrowFunction',
    replacement: '() => undefined',
    because: 'Nothing is as good as false where it is only asked whether it is true.',
  },
  {
    file: 'src/kernel/time-limit.ts',
    line: 'if (waiting.size === 1) start();',
    mutator: 'ConditionalExpression',
    replacement: 'true',
    because: 'It spares a call: a timer that runs is not started again, and one that is held stays so.',
  },
  {
    file: 'src/kernel/time-limit.ts',
    line: 'if (waiting.size === 0) timer?.unref();',
    mutator: 'OptionalChaining',
    replacement: 'timer.unref',
    because: 'A call that ends has started the timer before.',
  },
];
