import type { Json } from '../../kernel/json.ts';

/** A text is no EDN, or EDN that no history has. */
export class BadEdn extends Error {
  override name = 'BadEdn';
}

/**
 * The value of a text in EDN (extensible data notation), as JSON, and nothing but that value. Keywords keep their colon, so
 * that `:a` is no text `a`; lists are as vectors; a set is in the order of its members' texts; a tag is left out. Strict:
 * throws `BadEdn` where a bracket is open, a key stands twice, or a number is no safe integer.
 */
export function parseEdn(text: string): Json {
  const reader = new EdnReader(text);
  const value = reader.value();
  reader.end();
  return value;
}

const token = /[^\s,"()[\]{};]+/y;
const blank = /(?:[\s,]|;[^\n]*)*/y;
const closing: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}', '#{': '}' };
const named: Readonly<Record<string, Json>> = { nil: null, true: true, false: false };
const characters: Readonly<Record<string, string>> = { newline: '\n', return: '\r', space: ' ', tab: '\t' };
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/** No history nests deeper. */
const mostLevels = 100;

class EdnReader {
  readonly #text: string;
  #at = 0;
  #level = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Throws where more than blanks is left. */
  end(): void {
    this.#match(blank);
    if (this.#at < this.#text.length) throw this.#bad(`'${this.#text[this.#at]}' after the end of the value`);
  }

  value(): Json {
    this.#match(blank);
    const open = this.#text.startsWith('#{', this.#at) ? '#{' : (this.#text[this.#at] ?? '');
    if (open === '') throw this.#bad('the line ends before the value does');
    if (open === '"') return this.#string();
    if (closing[open] !== undefined) return this.#collection(open);
    const word = this.#match(token);
    if (word === '') throw this.#bad(`'${open}' opens nothing`);
    if (word.startsWith('#')) return this.#tagged(word);
    if (word.startsWith('\\')) return characters[word.slice(1)] ?? word.slice(1);
    if (Object.hasOwn(named, word)) return named[word] ?? null;
    return /^[+-]?\d/.test(word) ? this.#number(word) : word;
  }

  #tagged(word: string): Json {
    if (word.startsWith('#_')) throw this.#bad('#_ is not read');
    return this.value();
  }

  #number(word: string): number {
    const value = Number(/^[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?[NM]?$/.test(word) ? word.replace(/[NM]$/, '') : NaN);
    if (Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value))) return value + 0;
    throw this.#bad(`${word} is no number that can be compared exactly`);
  }

  #string(): string {
    let value = '';
    for (this.#at += 1; this.#at < this.#text.length; this.#at += 1) {
      const character = this.#text[this.#at] ?? '';
      if (character === '"') {
        this.#at += 1;
        return value;
      }
      if (character !== '\\') {
        value += character;
        continue;
      }
      this.#at += 1;
      const next = this.#text[this.#at] ?? '';
      const code = /^u([0-9a-fA-F]{4})/.exec(this.#text.slice(this.#at, this.#at + 5))?.[1];
      if (code === undefined && escapes[next] === undefined) throw this.#bad(`\\${next} is no character of a text`);
      value += code === undefined ? (escapes[next] ?? '') : String.fromCharCode(Number.parseInt(code, 16));
      if (code !== undefined) this.#at += 4;
    }
    throw this.#bad('a text has no end');
  }

  #collection(open: string): Json {
    const close = closing[open] ?? '';
    this.#at += open.length;
    this.#level += 1;
    if (this.#level > mostLevels) throw this.#bad(`deeper than ${mostLevels} levels`);
    const items: Json[] = [];
    for (;;) {
      this.#match(blank);
      if (this.#at >= this.#text.length) throw this.#bad(`a ${open} is not closed`);
      if (this.#text[this.#at] === close) break;
      items.push(this.value());
    }
    this.#at += 1;
    this.#level -= 1;
    if (open === '{') return this.#map(items);
    return open === '#{' ? items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : items;
  }

  #map(items: readonly Json[]): Json {
    if (items.length % 2 !== 0) throw this.#bad('a map has a key without a value');
    const entries = new Map<string, Json>();
    for (let at = 0; at < items.length; at += 2) {
      const key = items[at] ?? null;
      const name = typeof key === 'string' ? key : JSON.stringify(key);
      if (entries.has(name)) throw this.#bad(`the key ${name} stands twice`);
      entries.set(name, items[at + 1] ?? null);
    }
    return Object.fromEntries(entries);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #bad(what: string): BadEdn {
    return new BadEdn(`${what}, at column ${this.#at + 1}`);
  }
}
