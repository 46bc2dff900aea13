import type { Trace } from './trace.ts';

/** As many columns as the project's own files have. */
const widthColumns = 120;

/** A trace as it stands in its file: a line per field, a line per command, however they were put together. */
export function traceText(trace: Trace): string {
  const { version, subject, system, policies, scope, commands, recovery, outcomes, answers } = trace;
  const { violation, certificate, foundBy } = trace;
  const inOrder = {
    version,
    subject,
    system,
    policies,
    scope,
    commands,
    ...(recovery && { recovery }),
    outcomes,
    ...(answers && { answers }),
    violation,
    certificate,
    foundBy,
  };
  return jsonFileText(inOrder);
}

/** A record as the text of a JSON file: a line per field, with each field in as few lines as fit. */
export function jsonFileText(record: object): string {
  return `${broken(record, '')}\n`;
}

/** On one line where that fits into the columns that are left. The layout is that of Prettier and its kin, which leave it alone. */
function format(value: unknown, indent: string, columnsLeft: number): string {
  const flat = onOneLine(value);
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return flat;
  return flat.length <= columnsLeft && !isAlwaysBroken(value) ? flat : broken(value, indent);
}

function broken(value: object, indent: string): string {
  const inside = `${indent}  `;
  const isList = Array.isArray(value);
  const entries = Object.entries(value).map(([key, item], index, { length }) => {
    const head = isList ? inside : `${inside}${JSON.stringify(key)}: `;
    const comma = index === length - 1 ? '' : ',';
    return head + format(item, inside, widthColumns - head.length - comma.length) + comma;
  });
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  return `${open}\n${entries.join('\n')}\n${indent}${close}`;
}

function onOneLine(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${onOneLine(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** Several records, or several lists, each with more than one entry; and every value that holds such records or lists. */
function isAlwaysBroken(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const items: unknown[] = Object.values(value);
  const isMany = (item: unknown): boolean => typeof item === 'object' && item !== null && Object.keys(item).length > 1;
  const isOneKind = new Set(items.map((item) => Array.isArray(item))).size === 1;
  return (Array.isArray(value) && items.length > 1 && isOneKind && items.every(isMany)) || items.some(isAlwaysBroken);
}
