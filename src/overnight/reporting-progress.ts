import type { Command, Outcome, System } from '../kernel/model.ts';
import type { AnySubject } from '../kernel/subject.ts';

type AnySystem = System<Command, Outcome, unknown>;

/**
 * The same subject, whose systems report when they are opened and each command that they are asked for: a slow system
 * makes progress, and one that hangs does not.
 */
export function reportingProgress(subject: AnySubject, onProgress: () => void): AnySubject {
  const reporting = (kinds: AnySubject['systems']): AnySubject['systems'] =>
    kinds.map((kind) => ({
      ...kind,
      open: async (policies, scope) => {
        onProgress();
        return reportingCommands(await kind.open(policies, scope), onProgress);
      },
    }));
  const { systems, optionalSystems = [] } = subject;
  return { ...subject, systems: reporting(systems), optionalSystems: reporting(optionalSystems) };
}

function reportingCommands(system: AnySystem, onProgress: () => void): AnySystem {
  return {
    ...(system.failpoints !== undefined && { failpoints: system.failpoints }),
    perform(command) {
      onProgress();
      return system.perform(command);
    },
    view: () => system.view(),
    close: () => system.close(),
  };
}
