import { subjectIn } from '../kernel/config.ts';
import type { Command, Model, Outcome } from '../kernel/model.ts';
import type { Policies, Scope } from '../kernel/subject.ts';
import { importModule } from './import-module.ts';
import type { SubjectSource } from './subject-source.ts';

/** Where other threads find a model: closures do not travel. The export is a subject, any value with `model(policies, scope)`, or a configuration. */
export interface ModelSource extends SubjectSource {
  readonly policies: Policies;
  readonly scope: Scope;
}

type AnyModel = Model<unknown, Command, Outcome, unknown>;

export async function modelFrom({ module, exportName, subject, policies, scope }: ModelSource): Promise<AnyModel> {
  const exported = (await importModule(module))[exportName];
  const makes = subjectIn(exported, subject ?? exportName);
  if (makes === undefined)
    throw new TypeError(
      `${module} exports no ${exportName} with model(policies, scope), from which threads get their model`,
    );
  return makes.model(policies, scope);
}
