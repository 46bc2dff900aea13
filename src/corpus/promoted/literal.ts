/** The longest line of generated code, in characters. */
const lineWidth = 120;

/** JSON data as code: each list and record on one line, or with a line for each of its parts where that is too long. */
export function literalOf(data: unknown): string {
  return lines(data, '', '');
}

/** The code of a value that stands after `before` in a line with this indent. */
function lines(value: unknown, before: string, indent: string): string {
  const short = oneLine(value);
  const fits = indent.length + before.length + short.length < lineWidth;
  // The outermost braces have lines of their own.
  if (typeof value !== 'object' || value === null || (fits && indent !== '')) return short;
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((item) => inner + lines(item, '', inner))
    : Object.entries(value).map(([key, item]) => {
        const name = `${keyOf(key)}: `;
        return inner + name + lines(item, name, inner);
      });
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return parts.length === 0 ? open + close : `${open}\n${parts.join(',\n')},\n${indent}${close}`;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([key, item]) => `${keyOf(key)}: ${oneLine(item)}`);
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
  }
  return typeof value === 'string' ? textOf(value) : JSON.stringify(value);
}

function keyOf(key: string): string {
  if (key === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : textOf(key);
}

function textOf(text: string): string {
  const quoted = JSON.stringify(text);
  return text.includes("'") ? quoted : `'${quoted.slice(1, -1).replaceAll('\\"', '"')}'`;
}
