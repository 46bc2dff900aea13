import { subjectIn } from '../kernel/config.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { importModule } from './import-module.ts';

/** Where worker processes find a subject, since closures cannot be sent. A source never comes from a file. */
export interface SubjectSource {
  /** The URL of a module. */
  readonly module: string;
  /** The export: a subject, or a configuration. */
  readonly exportName: string;
  /** The subject of the configuration. */
  readonly subject?: string;
}

/** The subject of this source. Throws where its module has none. */
export async function subjectFrom({ module, exportName, subject = exportName }: SubjectSource): Promise<AnySubject> {
  const found = subjectIn((await importModule(module))[exportName], subject);
  if (found === undefined) throw new TypeError(`${module} exports no subject ${subject}`);
  return found;
}
