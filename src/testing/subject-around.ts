import { ConfigurationError } from '../kernel/configuration.ts';
import type { AnySubject } from '../kernel/subject.ts';

/**
 * The subject of this name: of the nearest `faultbook.config.ts` in the folder or above it, or one that comes with Faultbook
 * where there is none.
 */
export async function subjectAround(folder: string, name: string): Promise<AnySubject> {
  // Loaded here: `import 'faultbook'` loads no subject.
  const { configFolderAround, readProject, shippedProject } = await import('../cli/project.ts');
  const { subjectNamed } = await import('../cli/choose.ts');
  const configured = configFolderAround(folder);
  return subjectNamed(configured === null ? shippedProject() : await readProject(configured), name);
}

/** The subject of a file and its export, from this folder: `./queue.ts#queue`. */
export async function readSubjectFile(folder: string, file: string): Promise<AnySubject> {
  const { readProject } = await import('../cli/project.ts');
  const { subjects } = await readProject(folder, [file]);
  const [first] = subjects;
  if (first === undefined) throw new ConfigurationError(`${file} has no subject`);
  return first.subject;
}
