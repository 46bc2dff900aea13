import { z } from 'zod';
import type { FoundBy, SetupNames } from '../kernel/counterexample.ts';
import type { Command, Outcome } from '../kernel/model.ts';
import type { ViolationKind } from '../kernel/violation.ts';
import type { Trace } from './trace-type.ts';

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

const answerSchema: z.ZodType<Outcome> = z
  .looseObject({ type: z.string() })
  .refine((answer) => isJson(answer, 0), `has a number that is no safe integer, or more than ${deepestCommand} levels`);

/** It is printed on terminals. */
export const line: z.ZodString = z.string().regex(/^\P{Cc}*$/u, 'has a control character');

/** What is enabled at once grows with the product of the sizes: a larger world takes all time, or all memory. */
const largestWorld = 10_000_000;

function isOfSize(scope: Readonly<Record<string, number>>): boolean {
  return Object.values(scope).reduce((all, size) => all * Math.max(1, size), 1) <= largestWorld;
}

/** The fields with the set-up of a run. */
export const setupFields: Readonly<{ [Field in keyof SetupNames]: z.ZodType<SetupNames[Field]> }> = {
  subject: line,
  system: line,
  policies: z.record(line, z.boolean()),
  scope: z.record(line, z.int().min(0).max(1000)).refine(isOfSize, `makes a world of more than ${largestWorld}`),
};

function violationOf(kind: z.ZodType<ViolationKind>) {
  return z.strictObject({ kind, name: line.min(1), where: line.exactOptional(), at: z.int().nonnegative() });
}

function certificateOf<Kind extends 'minimal' | 'shortest'>(kind: Kind) {
  const minimal = z.strictObject({
    kind: z.literal(kind),
    exploredDepth: z.int().nonnegative(),
    states: z.int().positive(),
    digest: z.string().regex(/^[0-9a-f]{32}$/, 'expected 32 hexadecimal digits'),
  });
  return z.discriminatedUnion('kind', [minimal, z.strictObject({ kind: z.literal('locally minimal'), reason: line })]);
}

export const foundBySchema: z.ZodType<FoundBy> = z.strictObject({
  who: line,
  seed: z.int().exactOptional(),
  run: z.int().nonnegative().exactOptional(),
  length: z.int().positive().exactOptional(),
  versions: z.record(line, line).exactOptional(),
});

const kinds = ['invariant', 'settled', 'divergence', 'systemError', 'endless'] as const;

/** The kinds of violation that have another name since version 4. */
const earlierKinds: Readonly<Record<string, ViolationKind>> = { disagreement: 'divergence', error: 'systemError' };

/** Before version 4, a repeated request of the queue named the request before in `again`. */
const earlierCommand = commandSchema.transform((command): Command => {
  const { again, ...rest } = command as Command & { readonly again?: unknown };
  const renamed = { ...rest, retryOf: again };
  return command.type === 'submit' && again !== undefined ? renamed : command;
});

const earlier = {
  ...setupFields,
  commands: z.array(earlierCommand),
  violation: violationOf(
    z.enum([...kinds, 'disagreement', 'error']).transform((kind) => earlierKinds[kind] ?? (kind as ViolationKind)),
  ),
};

/** The schema of each version, which reads a trace as one of the newest. Version 3 was of statements that overlap. */
export const traceSchemas: Readonly<Record<1 | 2 | 4, z.ZodType<Trace>>> = {
  1: z.strictObject({ version: z.literal(1), ...earlier, foundBy: line }).transform(({ foundBy, ...trace }): Trace => {
    return { ...trace, version: 4, outcomes: null, certificate: null, foundBy: { who: foundBy } };
  }),
  2: z
    .strictObject({
      version: z.literal(2),
      ...earlier,
      recovery: z.array(earlierCommand).exactOptional(),
      outcomes: z.array(line).nullable(),
      certificate: certificateOf('shortest').nullable(),
      foundBy: foundBySchema,
    })
    .transform(({ certificate, ...trace }): Trace => {
      const isMinimal = certificate?.kind === 'shortest';
      return { ...trace, version: 4, certificate: isMinimal ? { ...certificate, kind: 'minimal' } : certificate };
    }),
  4: z.strictObject({
    version: z.literal(4),
    ...setupFields,
    commands: z.array(commandSchema),
    recovery: z.array(commandSchema).exactOptional(),
    outcomes: z.array(line).nullable(),
    answers: z.array(answerSchema).exactOptional(),
    violation: violationOf(z.enum(kinds)),
    certificate: certificateOf('minimal').nullable(),
    foundBy: foundBySchema,
  }),
};
