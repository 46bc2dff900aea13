import type { AnySubject } from '../kernel/subject.ts';

/** Where worker processes find a subject, since closures cannot be sent. A source never comes from a file. */
export interface SubjectSource {
  /** The URL of a module. */
  readonly module: string;
  readonly exportName: string;
}

/** The subject of this source. Throws where its module has none. */
export async function subjectFrom({ module, exportName }: SubjectSource): Promise<AnySubject> {
  const exported = ((await import(module)) as Record<string, unknown>)[exportName] as AnySubject | undefined;
  if (typeof exported?.model !== 'function') throw new TypeError(`${module} exports no subject ${exportName}`);
  return exported;
}
