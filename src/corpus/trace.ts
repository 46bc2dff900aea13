import { z } from 'zod';
import { UserError } from '../kernel/user-error.ts';
import type { Certificate } from '../kernel/certificate.ts';
import type { FoundBy, SetupNames } from '../kernel/counterexample.ts';
import type { Command } from '../kernel/model.ts';
import type { Run } from '../kernel/run.ts';
import type { Violation, ViolationKind } from '../kernel/violation.ts';
import { notFileAt, openRegular } from './regular-file.ts';

/** A counterexample, or any run, as a file. It replays under any seed, generator or version of the library. */
export interface Trace extends SetupNames, Run {
  /** Of the format. Old versions stay readable: they are read as the newest. */
  readonly version: 2;
  /** What the model answered to each of the commands, by type: this tells whether it has changed since. `null` where it was not written down. */
  readonly outcomes: readonly string[] | null;
  readonly violation: Omit<Violation, 'side' | 'details'>;
  /** `null` where no shorter run was looked for. */
  readonly certificate: Certificate | null;
  readonly foundBy: FoundBy;
}

/** A file is not a trace that can be replayed. The message is one line, with the file, the place, and what to do. */
export class BadTrace extends UserError {
  override name = 'BadTrace';
}

/** A trace of statements, which the laboratory keeps and replays. */
export class TraceOfStatements extends BadTrace {
  constructor(path: string) {
    super(
      `${path} is a trace of version 3, of statements that overlap: npm run matrix:replay and matrix:promote take it`,
    );
  }
}

/** A file that is larger is no trace, in bytes: it is refused before it is read whole. */
export const largestTraceBytes = 5_000_000;

/** Deeper than this no command is nested. */
const deepestCommand = 20;

function isJson(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  return depth < deepestCommand && Object.values(value).every((item) => isJson(item, depth + 1));
}

/** As it stands there, with its fields in their order. */
export const commandSchema: z.ZodType<Command> = z.custom<Command>().superRefine((command: unknown, context) => {
  const addIssue = (message: string, path: string[] = []): void => context.addIssue({ code: 'custom', message, path });
  if (typeof command !== 'object' || command === null || Array.isArray(command)) return addIssue('is no command');
  const { type, fault } = command as Record<string, unknown>;
  if (typeof type !== 'string' || type === '') addIssue('expected a text', ['type']);
  if ('fault' in command && typeof fault !== 'string') addIssue('expected a text', ['fault']);
  if (!isJson(command, 0)) addIssue(`has a number that is no safe integer, or more than ${deepestCommand} levels`);
});

/** It is printed on terminals. */
export const line: z.ZodString = z.string().regex(/^\P{Cc}*$/u, 'has a control character');

/** What is enabled at once grows with the product of the sizes: a larger world takes all time, or all memory. */
const largestWorld = 10_000_000;

function isOfSize(scope: Readonly<Record<string, number>>): boolean {
  return Object.values(scope).reduce((all, size) => all * Math.max(1, size), 1) <= largestWorld;
}

/** Traces of earlier versions of Faultbook call a system that threw an `error`. */
const violationKind = z
  .enum(['invariant', 'settled', 'disagreement', 'systemError', 'error', 'endless'])
  .transform((kind): ViolationKind => (kind === 'error' ? 'systemError' : kind));

const common = {
  subject: line,
  system: line,
  policies: z.record(line, z.boolean()),
  scope: z.record(line, z.int().min(0).max(1000)).refine(isOfSize, `makes a world of more than ${largestWorld}`),
  commands: z.array(commandSchema),
  violation: z.strictObject({
    kind: violationKind,
    name: line.min(1),
    where: line.exactOptional(),
    at: z.int().nonnegative(),
  }),
};

export const foundBySchema: z.ZodType<FoundBy> = z.strictObject({
  who: line,
  seed: z.int().exactOptional(),
  run: z.int().nonnegative().exactOptional(),
  length: z.int().positive().exactOptional(),
  versions: z.record(line, line).exactOptional(),
});

const schemas = {
  1: z.strictObject({ version: z.literal(1), ...common, foundBy: line }).transform(({ foundBy, ...trace }): Trace => {
    return { ...trace, version: 2, outcomes: null, certificate: null, foundBy: { who: foundBy } };
  }),
  2: z.strictObject({
    version: z.literal(2),
    ...common,
    recovery: z.array(commandSchema).exactOptional(),
    outcomes: z.array(line).nullable(),
    certificate: z
      .discriminatedUnion('kind', [
        z.strictObject({
          kind: z.literal('shortest'),
          exploredDepth: z.int().nonnegative(),
          states: z.int().positive(),
          digest: z.string().regex(/^[0-9a-f]{32}$/, 'expected 32 hexadecimal digits'),
        }),
        z.strictObject({ kind: z.literal('locally minimal'), reason: line }),
      ])
      .nullable(),
    foundBy: foundBySchema,
  }),
} as const satisfies Record<number, z.ZodType<Trace>>;

/** Throws `BadTrace`. */
export async function readTrace(path: string): Promise<Trace> {
  return parseTrace(await readText(path), path);
}

/** Parses the text of a trace; `path` names the file in messages. Throws `BadTrace`. */
export function parseTrace(text: string, path: string): Trace {
  const json = parseJson(text, path);
  const version = versionOf(json);
  if (version === 3) throw new TraceOfStatements(path);
  if (version !== 1 && version !== 2) throw new BadTrace(`${path} ${messageAbout(version)}`);
  const parsed = schemas[version].safeParse(json);
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

/** What is wrong first, and how much else. */
export function notOfVersion(version: number, { issues }: z.ZodError, path: string): BadTrace {
  const [first, ...more] = issues.map((issue) => `${placeOf(issue.path)}${issue.message}`);
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  return new BadTrace(`${path} is not a trace of version ${version}: ${oneLine(String(first))}${others}`);
}

function messageAbout(version: unknown): string {
  if (typeof version !== 'number') return 'is not a trace: it has no version';
  return version > 3
    ? `is a trace of version ${version}, and this Faultbook reads versions 1 to 3: take a later Faultbook`
    : `is a trace of version ${version}, which there never was`;
}

function assertFitTogether({ commands, outcomes, violation: { at }, certificate }: Trace, path: string): void {
  const length = commands.length;
  if (certificate?.kind === 'shortest' && certificate.exploredDepth < length - 1) {
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
