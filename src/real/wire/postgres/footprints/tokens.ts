import { rememberByText } from '../by-text.ts';

/** A part of a statement. */
export interface Token {
  /** `word`: a key word or a name, in small letters; `name`: in quotes; `text`: a literal, without its quotes. */
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'parameter' | 'symbol';
  readonly text: string;
}

const pattern =
  /(?<comment>--[^\n]*|\/\*.*?\*\/)|(?<text>\be'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|\$(?<tag>(?:[a-z_]\w*)?)\$.*?\$\k<tag>\$)|(?<name>"(?:[^"]|"")*")|(?<parameter>\$\d+)|(?<number>\d+(?:\.\d+)?)|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|(?<symbol>\S)/gisu;

/** The parts of a text of SQL, without its comments. */
export function tokensIn(sql: string): Token[] {
  return [...sql.matchAll(pattern)].flatMap(({ groups = {} }): Token[] => {
    const { text, name, parameter, number, word, symbol } = groups;
    if (word !== undefined) return [{ kind: 'word', text: word.toLowerCase() }];
    if (symbol !== undefined) return [{ kind: 'symbol', text: symbol }];
    if (name !== undefined) return [{ kind: 'name', text: name.slice(1, -1).replaceAll('""', '"') }];
    if (parameter !== undefined) return [{ kind: 'parameter', text: parameter }];
    if (number !== undefined) return [{ kind: 'number', text: number }];
    return text === undefined ? [] : [{ kind: 'text', text: text.replaceAll(/^e?'|'$|^\$\w*\$|\$\w*\$$/gi, '') }];
  });
}

/** The statements of a text, apart at their semicolons: the same lists for the same text. */
export const statementsOf: (sql: string) => readonly (readonly Token[])[] = rememberByText((sql) => {
  const statements: Token[][] = [[]];
  for (const token of tokensIn(sql)) {
    if (token.kind === 'symbol' && token.text === ';') statements.push([]);
    else statements.at(-1)?.push(token);
  }
  return statements.filter((one) => one.length > 0);
});
