import type { Command, Outcome, System } from '../kernel/model.ts';
import type { AnySubject, SystemSetup } from '../kernel/subject.ts';

type AnySystem = System<Command, Outcome, unknown>;

/** Follows the calls that a subject's systems get. */
export interface CallListener {
  /** A fresh system is opened, which has taken no command. */
  opens(): void;
  /** A call begins, in which the system takes this command; `null`: a call of `view`, `checkpoint` or `close`. */
  begins(command: Command | null): void;
  /** The call that began last has ended. */
  ends(): void;
}

/**
 * The same subject, whose systems report each call: a slow system makes progress, and a hanging system does not. Where
 * the process ends within a call, the system is to blame.
 */
export function reportingProgress(subject: AnySubject, calls: CallListener): AnySubject {
  async function during<Result>(call: () => Promise<Result>): Promise<Result> {
    try {
      return await call();
    } finally {
      calls.ends();
    }
  }
  const reporting = (kinds: AnySubject['systems']): AnySubject['systems'] =>
    kinds.map((kind) => ({
      ...kind,
      open: (setup: SystemSetup) => opening(() => kind.open(setup)),
      ...(kind.start !== undefined && {
        async start() {
          const started = await kind.start?.();
          if (started === undefined) throw new TypeError(`${kind.name} was not started`);
          return { ...started, begin: (setup: SystemSetup) => opening(() => started.begin(setup)) };
        },
      }),
    }));
  const opening = (open: () => Promise<AnySystem>): Promise<AnySystem> => {
    calls.opens();
    return during(async () => reportingCalls(await open()));
  };
  const reportingCalls = (system: AnySystem): AnySystem => ({
    ...(system.failpoints !== undefined && { failpoints: system.failpoints }),
    perform(command) {
      calls.begins(command);
      return during(() => system.perform(command));
    },
    view() {
      calls.begins(null);
      return during(() => system.view());
    },
    ...(system.checkpoint !== undefined && {
      checkpoint() {
        calls.begins(null);
        return during(async () => system.checkpoint?.() ?? null);
      },
    }),
    close() {
      calls.begins(null);
      return during(() => system.close());
    },
  });
  const { systems, optionalSystems = [] } = subject;
  return { ...subject, systems: reporting(systems), optionalSystems: reporting(optionalSystems) };
}
