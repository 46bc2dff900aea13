import type { AnySubject } from '../kernel/subject.ts';

/** The type of each property that a subject has to have. */
const required: Readonly<Partial<Record<keyof AnySubject, 'string' | 'function' | 'list' | 'record'>>> = {
  name: 'string',
  model: 'function',
  systems: 'list',
  policies: 'record',
  scopes: 'record',
  defaultScope: 'string',
  generation: 'record',
  coverageGoals: 'list',
  narration: 'record',
  manualRuns: 'list',
};

/** What keeps a value from being a subject, in words that follow its place; `null` where it is one. */
export function subjectFault(value: unknown): string | null {
  if (typeOf(value) !== 'record') return `is no subject: it is ${typeOf(value) === 'list' ? 'a list' : String(value)}`;
  const subject = value as Partial<Record<string, unknown>>;
  const wrong = Object.entries(required).find(([property, type]) => typeOf(subject[property]) !== type);
  if (wrong !== undefined) return `is no subject: its ${wrong[0]} is no ${wrong[1]}`;
  const { systems, scopes, defaultScope } = value as AnySubject;
  if (systems.length === 0) return 'has no system to check';
  if (!Object.hasOwn(scopes, defaultScope)) return `has the default scope '${defaultScope}', which its scopes lack`;
  return null;
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  return typeof value === 'object' && value !== null ? 'record' : typeof value;
}
