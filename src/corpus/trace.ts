import { UserError } from '../kernel/user-error.ts';
import { notFileAt, openRegular } from './regular-file.ts';
import type { Trace } from './trace-type.ts';
import { traceSchemas } from './trace-versions.ts';

export type { Trace } from './trace-type.ts';

/** A file is not a trace that can be replayed. The message is one line, with the file, the place, and what to do. */
export class BadTrace extends UserError {
  override name = 'BadTrace';
}

/** A trace, but not of the kind that was expected. */
export class TraceOfAnotherKind extends BadTrace {}

/** The versions of traces that are of no run. */
const otherKinds: Readonly<Record<number, string>> = {
  3: 'of statements that overlap, which are a race since version 5: faultbook race finds it again',
  5: 'of a race: faultbook replay and faultbook promote take it',
};

/** A file that is larger is no trace, in bytes: it is refused before it is read whole. */
export const largestTraceBytes = 5_000_000;

/** A trace of a run. Throws `BadTrace`, and `TraceOfAnotherKind` for a trace of a race or of statements. */
export async function readTrace(path: string): Promise<Trace> {
  return parseTrace(await readText(path), path);
}

/** Parses the text of a trace; `path` names the file in messages. Throws `BadTrace`. */
export function parseTrace(text: string, path: string): Trace {
  const json = parseJson(text, path);
  const version = versionOf(json);
  const otherKind = typeof version === 'number' ? otherKinds[version] : undefined;
  if (otherKind !== undefined)
    throw new TraceOfAnotherKind(`${path} is a trace of version ${String(version)}, ${otherKind}`);
  if (version !== 1 && version !== 2 && version !== 4) throw new BadTrace(`${path} ${messageAbout(version)}`);
  const parsed = traceSchemas[version].safeParse(json);
  if (!parsed.success) throw notOfVersion(version, parsed.error, path);
  assertFitTogether(parsed.data, path);
  return parsed.data;
}

/** Throws `BadTrace`. */
export function parseJson(text: string, path: string): unknown {
  if (text.trim() === '') throw new BadTrace(`${path} is empty`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadTrace(`${path} is not JSON, or is cut off: ${oneLine((error as Error).message)}`, { cause: error });
  }
}

export function versionOf(json: unknown): unknown {
  return typeof json === 'object' && json !== null && 'version' in json ? json.version : undefined;
}

/** What a schema rejects in a trace. */
interface Issues {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
}

/** What is wrong first, and how much else. */
export function notOfVersion(version: number, { issues }: Issues, path: string): BadTrace {
  const [first, ...more] = issues.map((issue) => `${placeOf(issue.path)}${issue.message}`);
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  return new BadTrace(`${path} is not a trace of version ${version}: ${oneLine(String(first))}${others}`);
}

function messageAbout(version: unknown): string {
  if (typeof version !== 'number') return 'is not a trace: it has no version';
  return version > 5
    ? `is a trace of version ${version}, and this Faultbook reads versions 1 to 5: take a later Faultbook`
    : `is a trace of version ${version}, which there never was`;
}

function assertFitTogether({ commands, outcomes, violation: { at }, certificate }: Trace, path: string): void {
  const length = commands.length;
  if (certificate?.kind === 'minimal' && certificate.exploredDepth < length - 1) {
    const depth = certificate.exploredDepth;
    throw new BadTrace(`${path}: runs of ${depth} commands were explored, which proves nothing of one of ${length}`);
  }
  if (at > length) throw new BadTrace(`${path}: violation.at is ${at}, and there are ${length} commands`);
  if (outcomes !== null && outcomes.length !== length) {
    throw new BadTrace(`${path}: there are ${outcomes.length} outcomes for ${length} commands`);
  }
}

/** A place in a trace as a person counts: the first command is command 1. */
function placeOf(path: readonly PropertyKey[]): string {
  const [field, index, ...inside] = path;
  if (field === 'commands' && typeof index === 'number') {
    return `command ${index + 1}${inside.length === 0 ? ' ' : `, ${inside.map(String).join('.')}: `}`;
  }
  return path.length === 0 ? '' : `${path.map(String).join('.')}: `;
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\s]+/gu, ' ').slice(0, 300);
}

/** The text of a file that is not too large to be a trace. Throws `BadTrace`. */
export async function readText(path: string): Promise<string> {
  const bytes = await readBytes(path).catch((error: Error) => {
    throw new BadTrace(`the trace cannot be read: ${error.message}`, { cause: error });
  });
  if (bytes === null) throw new BadTrace(`${path} is ${notFileAt(path) ?? 'no longer a file'}: a trace is a file`);
  if (bytes.length > largestTraceBytes) {
    throw new BadTrace(`${path} is larger than ${largestTraceBytes / 1_000_000} MB: that is no trace`);
  }
  return bytes.toString('utf8');
}

/** As many as a trace may have, and one more where there are more; `null` where it is no regular file. */
async function readBytes(path: string): Promise<Buffer | null> {
  const handle = await openRegular(path);
  if (handle === null) return null;
  const chunks: Buffer[] = [];
  // The stream closes the file.
  for await (const chunk of handle.createReadStream({ end: largestTraceBytes })) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
