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
  if (typeOf(value) !== 'record') return `is no subject: it is ${wordsOf(value)}`;
  const subject = value as Partial<Record<string, unknown>>;
  const wrong = Object.entries(required).find(([property, type]) => typeOf(subject[property]) !== type);
  if (wrong !== undefined) return `is no subject: its ${wrong[0]} is no ${wrong[1]}`;
  const { systems, policies, scopes, defaultScope } = value as AnySubject;
  if (systems.length === 0) return 'has no system to check';
  const [policy] = Object.entries(policies).find(([, one]) => !isPolicy(one)) ?? [];
  if (policy !== undefined) return `is no subject: its policy ${policy} has no does and protects`;
  if (!Object.hasOwn(scopes, defaultScope)) return `has the default scope '${defaultScope}', which its scopes lack`;
  return null;
}

/** Its mechanism in a sentence, and the invariants that are violated without it. */
function isPolicy(value: unknown): boolean {
  const { does, protects } = (value ?? {}) as { readonly does?: unknown; readonly protects?: unknown };
  return typeof does === 'string' && Array.isArray(protects);
}

function wordsOf(value: unknown): string {
  if (typeof value === 'function') return `the function or class ${value.name}`;
  return typeOf(value) === 'list' ? 'a list' : String(value);
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  return typeof value === 'object' && value !== null ? 'record' : typeof value;
}
