import type { Command } from '../../kernel/model.ts';
import type { ObservedSystem, ObservedSystemKind, SystemSetup } from '../../kernel/subject.ts';
import type { LineProcess, ProgramCommand } from './line-process.ts';
import { startLineProcess } from './line-process.ts';

type AnySetup = SystemSetup<object, object, object>;
type Request = Readonly<Record<string, unknown>>;

/** A system in a program of its own, in any language. */
export interface ProgramOptions<C extends Command> extends Omit<ProgramCommand, 'env'> {
  /** Variables of the environment; a function of the set-up and the actor, where they differ. */
  readonly env?: ProgramCommand['env'] | ((setup: AnySetup, actor: string | null) => ProgramCommand['env']);
  /**
   * What shows the view: a request to the program, such as `{ type: 'view' }`; or a function, for example a query to the
   * database of the program.
   */
  readonly view: Request | (() => Promise<unknown>);
  /**
   * The actor of a command, where each actor is a process of its own. Behind a stage it can be killed; its next command starts
   * another one. Default: one process takes all commands.
   */
  readonly actor?: (command: C) => string;
  /**
   * A request, such as `{ type: 'begin' }`, after which the program has forgotten all runs: then its processes are started
   * once for many runs. Each process gets the request. Default: each run starts the program.
   */
  readonly begin?: Request;
}

/** The name of the process for requests of no actor, such as that for the view. */
const ofAll = '';

/**
 * Opens systems that are programs, for `observedSystem`: each command goes to standard input as a line of JSON, and the next
 * line of standard output, in JSON, is its outcome. The set-up is in the environment, as JSON in `FAULTBOOK_SETUP` (of the
 * first run, where the program is started once); a process of an actor has the name in `FAULTBOOK_ACTOR`. The program ends
 * with its input.
 */
export function programSystem<C extends Command>(
  options: ProgramOptions<C>,
): Pick<ObservedSystemKind<C, never, never, object, object, object>, 'open' | 'start'> {
  const { begin } = options;
  async function open(setup: AnySetup): Promise<ObservedSystem<C>> {
    const processes = startProcesses(options, setup);
    await processes.begin();
    return { ...systemOn(options, processes, setup), close: processes.close };
  }
  if (begin === undefined) return { open };
  return {
    open,
    async start() {
      let processes: Processes | null = null;
      return {
        async begin(setup) {
          processes ??= startProcesses(options, setup);
          await processes.begin();
          await processes.askAll(begin);
          return { ...systemOn(options, processes, setup), close: async () => undefined };
        },
        stop: async () => processes?.close(),
      };
    },
  };
}

function systemOn<C extends Command>(
  { view, actor }: ProgramOptions<C>,
  processes: Processes,
  { overlap }: AnySetup,
): Pick<ObservedSystem<C>, 'perform' | 'view' | 'faults'> {
  return {
    perform: (command) => processes.ask(actor?.(command) ?? ofAll, command),
    view: () => (typeof view === 'function' ? view() : processes.ask(ofAll, view)),
    // Without a stage a command of a killed process would end in an error, which is no outcome.
    ...(actor !== undefined && overlap?.address !== undefined && { faults: { kill: processes.kill } }),
  };
}

/** The processes of a program, each started where it is first asked. */
interface Processes {
  /** Starts the process for requests of no actor, so that a program that cannot be started is no finding. */
  begin(): Promise<void>;
  ask(actor: string, request: unknown): Promise<unknown>;
  askAll(request: unknown): Promise<void>;
  /** Kills the process of an actor. Resolves to whether there was one. */
  kill(actor: string): Promise<boolean>;
  close(): Promise<void>;
}

function startProcesses<C extends Command>(
  { view, actor, command, args, env, cwd }: ProgramOptions<C>,
  setup: AnySetup,
): Processes {
  const processes = new Map<string, Promise<LineProcess>>();

  function processNamed(name: string): Promise<LineProcess> {
    const own = name === ofAll ? {} : { FAULTBOOK_ACTOR: name };
    const given = typeof env === 'function' ? env(setup, name === ofAll ? null : name) : env;
    const started =
      processes.get(name) ??
      startLineProcess({
        command,
        ...(args && { args }),
        ...(cwd !== undefined && { cwd }),
        env: { ...given, FAULTBOOK_SETUP: JSON.stringify(setup), ...own },
      });
    processes.set(name, started);
    return started;
  }

  return {
    async begin() {
      if (actor === undefined || typeof view !== 'function') await processNamed(ofAll);
    },
    ask: async (name, request) => (await processNamed(name)).ask(request),
    async askAll(request) {
      await Promise.all([...processes.values()].map(async (one) => (await one).ask(request)));
    },
    async kill(name) {
      const killed = processes.get(name);
      processes.delete(name);
      await (await killed)?.kill();
      return killed !== undefined;
    },
    async close() {
      const all = await Promise.allSettled(processes.values());
      await Promise.all(all.flatMap((one) => (one.status === 'fulfilled' ? [one.value.close()] : [])));
    },
  };
}
