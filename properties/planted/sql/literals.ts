import { parseAst } from 'vitest/node';

/** A string or template literal of a TypeScript source that holds SQL, or a piece of it. */
export interface SqlLiteral {
  /** The constant or property that it was written for. */
  readonly name: string;
  readonly tokens: readonly Token[];
}

/** A piece of SQL, and where it stands in the source. */
export interface Token {
  /** `hole` is a `${…}`: whatever comes out of it. */
  readonly kind: 'word' | 'text' | 'sign' | 'hole';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

interface Literal extends Span {
  readonly name: string;
  readonly holes: readonly Span[];
}

/** A literal is SQL where one of these stands in it, in capitals. */
const sqlWord = /^(?:SELECT|INSERT|UPDATE|DELETE|CREATE|WHERE|AND|OR|CONFLICT)$/;

/** Every literal with SQL. One inside another's `${…}` is one of its own. */
export function sqlLiterals(source: string): SqlLiteral[] {
  return [...literalsIn(parseAst(source, { lang: 'ts' }), '')]
    .map((literal) => ({ name: literal.name, tokens: tokensOf(source, literal) }))
    .filter(({ tokens }) => tokens.some(({ kind, text }) => kind === 'word' && sqlWord.test(text)));
}

interface SyntaxNode extends Span, Readonly<Record<string, unknown>> {
  readonly type: string;
}

function* literalsIn(value: unknown, name: string): Generator<Literal> {
  if (typeof value !== 'object' || value === null) return;
  const node = value as SyntaxNode;
  const text = { name, start: node.start + 1, end: node.end - 1 };
  if (node.type === 'Literal' && typeof node['value'] === 'string') yield { ...text, holes: [] };
  if (node.type === 'TemplateLiteral') yield { ...text, holes: holesBetween(node['quasis'] as readonly Span[]) };
  const own = node.type === 'VariableDeclarator' ? node['id'] : node.type === 'Property' ? node['key'] : null;
  const ownName = (own as { readonly name?: string } | null)?.name ?? name;
  for (const part of Object.values(value)) yield* literalsIn(part, ownName);
}

/** Each stretch of a template reaches to the `${` after it and from the `}` before it, and holds both. */
function holesBetween(stretches: readonly Span[]): Span[] {
  return stretches
    .slice(1)
    .map(({ start }, index) => ({ start: (stretches[index]?.end ?? start) - 2, end: start + 1 }));
}

const tokenPattern = /(?<space>\s+|--[^\n]*)|(?<text>'(?:[^']|'')*')|(?<word>:?\w+)|(?<sign><>|<=|>=|!=|\|\||.)/y;

function tokensOf(source: string, { start, end, holes }: Literal): Token[] {
  const tokens: Token[] = [];
  let at = start;
  while (at < end) {
    const hole = holes.find((candidate) => candidate.start === at);
    tokenPattern.lastIndex = at;
    const { 0: text = '', groups = {} } = tokenPattern.exec(source) ?? {};
    const to = hole?.end ?? at + text.length;
    const kind = hole === undefined ? kindOf(groups) : 'hole';
    if (kind !== null) tokens.push({ kind, text: source.slice(at, to), start: at, end: to });
    at = to;
  }
  return tokens;
}

function kindOf(groups: Readonly<Record<string, string | undefined>>): Exclude<Token['kind'], 'hole'> | null {
  if (groups['text'] !== undefined) return 'text';
  if (groups['word'] !== undefined) return 'word';
  return groups['sign'] === undefined ? null : 'sign';
}
