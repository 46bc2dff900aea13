import type { AnySubject } from './subject.ts';

/** The configuration of a project: the default export of its `faultbook.config.ts`. */
export interface Config {
  /** The subjects of the project. Their names differ. */
  readonly subjects: readonly AnySubject[];
  /** The folder of kept counterexamples, from the folder of the configuration. Default: `counterexamples`. */
  readonly counterexamples?: string;
  /** The folder of failure modes, from the folder of the configuration. Default: `failure_modes`. */
  readonly failureModes?: string;
}

/** Returns the configuration unchanged: gives its types to an editor. */
export function defineConfig(config: Config): Config {
  return config;
}

/** The subject with this name of a module's export, which is a subject itself, or a configuration. */
export function subjectIn(exported: unknown, name: string): AnySubject | undefined {
  const { model, subjects = [] } = (exported ?? {}) as Partial<AnySubject & Config>;
  return typeof model === 'function' ? (exported as AnySubject) : subjects.find((subject) => subject.name === name);
}
