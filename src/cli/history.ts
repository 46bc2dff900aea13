import type { HistoryFormat } from '../corpus/histories/read-history.ts';
import { readHistory } from '../corpus/histories/read-history.ts';
import { isHeapFull, isMachineFull } from '../explore/memory.ts';
import type { Operation } from '../kernel/operation.ts';
import { auditClaims } from '../linearize/audit-claims.ts';
import type { Linearization } from '../linearize/linearization.ts';
import { linearize } from '../linearize/linearize.ts';
import { renderHistory } from '../report/history.ts';
import { formatNumber } from '../report/numbers.ts';
import { exitCode } from './exit.ts';
import type { ChosenModel } from './history-models.ts';
import { chooseHistoryModel } from './history-models.ts';
import { printJson, printLines } from './print.ts';
import { showProgress } from './progress.ts';

export interface HistoryFlags {
  readonly model: string;
  readonly format?: HistoryFormat;
  readonly maxSeconds: number;
  /** In megabytes. */
  readonly maxMemory: number;
  readonly json?: boolean;
}

/** `faultbook history`: the exit code. */
export async function historyCommand(file: string, flags: HistoryFlags, signal: AbortSignal): Promise<number> {
  const chosen = await chooseHistoryModel(flags.model);
  const progress = showProgress(`judging ${file}`);
  const startedMs = performance.now();
  try {
    const { format, operations } = await readHistory(file, {
      format: flags.format,
      signal,
      faultIn: chosen.faultIn,
      onLine: (line) => progress.update(`line ${formatNumber(line)}`),
    });
    auditClaims(
      chosen.model,
      operations.map(({ command }) => command),
    );
    const found = await linearize(chosen.model, operations, {
      maxSeconds: flags.maxSeconds,
      maxMemoryBytes: flags.maxMemory * 1_000_000,
      signal,
      isOutOfMemory: () => isHeapFull() || isMachineFull(0),
      onProgress: ({ steps, explained, of, core }) =>
        progress.update(
          core === null
            ? `${formatNumber(steps)} steps, ${formatNumber(explained)} of ${formatNumber(of)} operations explained`
            : `no order: ${formatNumber(core)} operations left in the core`,
        ),
    });
    progress.clear();
    const seconds = (performance.now() - startedMs) / 1000;
    if (flags.json === true) printJson(jsonOf(file, format, chosen, operations, found, seconds));
    else printLines(renderHistory({ ...found, file, model: chosen.name, limits: flags }, operations));
    return codeOf(found);
  } finally {
    progress.clear();
  }
}

function codeOf(found: Linearization): number {
  if (found.verdict === 'linearizable') return exitCode.success;
  return found.verdict === 'illegal' ? exitCode.violation : exitCode.inconclusive;
}

/** The result, with the operations of the core as they stand in the history. */
function jsonOf(
  file: string,
  format: HistoryFormat,
  { name }: ChosenModel,
  operations: readonly Operation[],
  found: Linearization,
  seconds: number,
): object {
  const core = found.verdict === 'illegal' ? (found.core?.operations ?? []) : [];
  return {
    file,
    format,
    model: name,
    operations: operations.length,
    ...found,
    ...(found.verdict === 'illegal' && { coreOperations: core.map((index) => operations[index]) }),
    timing: { seconds },
  };
}
