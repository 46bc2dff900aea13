import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { forbiddenImports, table } from './architecture.ts';

/** Per row of the table, in its order: a file, what it may not import, and what it may. */
const planted: readonly {
  readonly row: string;
  readonly path: string;
  readonly forbidden: readonly string[];
  readonly legal: readonly string[];
}[] = [
  {
    row: 'src/index.ts',
    path: 'src/index.ts',
    forbidden: ['./model/queue/model.ts', './real/queue/queue.ts', './cli/main.ts', 'immer', 'node:fs'],
    legal: [
      './check/check.ts',
      './alphabets/queue.ts',
      './subjects/queue/subject.ts',
      './explore/explore.ts',
      './real/program/program-system.ts',
      './overnight/rounds.ts',
    ],
  },
  {
    row: 'src/kernel',
    path: 'src/kernel/planted.ts',
    forbidden: ['../check/check.ts', '../index.ts', 'immer', 'node:crypto', '../../properties/queue/worlds.ts'],
    legal: ['./json.ts', '../kernel/model.ts'],
  },
  {
    row: 'src/files',
    path: 'src/files/planted.ts',
    forbidden: ['../kernel/json.ts', '../real/database/etcd.ts', '../corpus/trace.ts', 'zod'],
    legal: ['node:fs', './cache-folder.ts'],
  },
  {
    row: 'src/alphabets',
    path: 'src/alphabets/planted.ts',
    forbidden: ['../model/queue/state.ts', '../real/queue/rules.ts', '../subjects/queue/scopes.ts', 'immer', 'node:fs'],
    legal: ['./queue.ts', '../kernel/json.ts'],
  },
  {
    row: 'src/model/*',
    path: 'src/model/queue/planted.ts',
    forbidden: ['../booking/state.ts', '../../real/queue/commands.ts', '../shared.ts', 'node:crypto', 'fast-check'],
    legal: ['./state.ts', '../queue/state.ts', '../../alphabets/queue.ts', '../../kernel/model.ts', 'immer'],
  },
  {
    row: 'src/real/database',
    path: 'src/real/database/planted.ts',
    forbidden: ['../queue/schema.ts', '../../model/queue/state.ts', 'immer'],
    legal: ['./sqlite.ts', '../clock.ts', '../../kernel/model.ts', 'node:sqlite', 'pg'],
  },
  {
    row: 'src/real/network',
    path: 'src/real/network/planted.ts',
    forbidden: ['../authority/view.ts', '../../model/authority/messages.ts', 'immer'],
    legal: ['./network.ts', '../failpoints.ts', '../../kernel/json.ts', 'node:events', 'zod'],
  },
  {
    row: 'src/real/program',
    path: 'src/real/program/planted.ts',
    forbidden: ['../queue/rules.ts', '../../model/queue/rules.ts', 'immer'],
    legal: ['./line-process.ts', '../../kernel/subject.ts', 'node:child_process'],
  },
  {
    row: 'src/real/wire',
    path: 'src/real/wire/planted.ts',
    forbidden: ['../queue/queue.ts', '../../model/queue/state.ts', '../../race/race.ts', '../../cli/exit.ts'],
    legal: ['../database/postgres.ts', '../../kernel/stage.ts', 'node:net', 'pg'],
  },
  {
    row: 'src/real/clock.ts',
    path: 'src/real/clock.ts',
    forbidden: ['./queue/context.ts', '../model/queue/rules.ts', '../check/check.ts'],
    legal: ['./failpoints.ts', '../kernel/model.ts', 'node:timers'],
  },
  {
    row: 'src/real/failpoints.ts',
    path: 'src/real/failpoints.ts',
    forbidden: ['./queue/commands.ts', '../model/queue/commands.ts', '../subjects/queue/subject.ts'],
    legal: ['./database/sqlite.ts', '../kernel/model.ts', 'node:process'],
  },
  {
    row: 'src/real/*',
    path: 'src/real/queue/planted.ts',
    forbidden: [
      '../../model/queue/state.ts',
      '../booking/schema.ts',
      '../../subjects/queue/subject.ts',
      'immer',
      'pg-boss',
    ],
    legal: [
      './schema.ts',
      '../../alphabets/queue.ts',
      '../database/sqlite.ts',
      '../network/network.ts',
      '../clock.ts',
      '../failpoints.ts',
      'pg',
    ],
  },
  {
    row: 'src/adapters',
    path: 'src/adapters/planted.ts',
    forbidden: ['../model/queue/state.ts', '../real/queue/queue.ts', '../subjects/queue/subject.ts', 'immer'],
    legal: ['./planted-too.ts', '../alphabets/queue.ts', '../kernel/subject.ts', 'node:events', 'pg'],
  },
  {
    row: 'src/subjects',
    path: 'src/subjects/planted.ts',
    forbidden: ['../check/check.ts', '../cli/main.ts', '../corpus/failure-modes.ts', 'immer', 'node:path'],
    legal: [
      './queue/subject.ts',
      '../alphabets/queue.ts',
      '../kernel/subject.ts',
      '../model/queue/model.ts',
      '../real/queue/queue.ts',
      '../adapters/planted.ts',
    ],
  },
  {
    row: 'src/explore',
    path: 'src/explore/planted.ts',
    forbidden: [
      '../subjects/queue/subject.ts',
      '../minimise/minimise.ts',
      '../model/queue/model.ts',
      'fast-check',
      '../alphabets/queue.ts',
    ],
    legal: ['./frontier.ts', '../kernel/fingerprint.ts', 'immer', 'node:worker_threads'],
  },
  {
    row: 'src/minimise',
    path: 'src/minimise/planted.ts',
    forbidden: ['../check/lockstep.ts', '../subjects/index.ts', 'fast-check', 'node:fs'],
    legal: ['./falls.ts', '../kernel/execute.ts', '../explore/explore.ts', 'immer'],
  },
  {
    row: 'src/linearize',
    path: 'src/linearize/planted.ts',
    forbidden: ['../explore/explore.ts', '../corpus/trace.ts', 'zod', 'node:fs', 'fast-check'],
    legal: ['./search.ts', '../kernel/execute.ts', 'immer'],
  },
  {
    row: 'src/corpus',
    path: 'src/corpus/planted.ts',
    forbidden: ['../check/check.ts', '../../failure_modes/FM_001_duplicate_retry/scenario.ts', 'immer'],
    legal: ['./failure-modes.ts', '../kernel/json.ts', 'node:fs/promises', 'zod', 'oxfmt'],
  },
  {
    row: 'src/report',
    path: 'src/report/planted.ts',
    forbidden: ['../subjects/queue/narration.ts', '../corpus/failure-modes.ts', 'zod'],
    legal: ['./table.ts', '../kernel/violation.ts', 'node:util'],
  },
  {
    row: 'src/lab/authority-simulation/simulation',
    path: 'src/lab/authority-simulation/simulation/planted.ts',
    forbidden: [
      '../../../model/authority/rules.ts',
      '../../../real/authority/authority.ts',
      '../../../subjects/authority/subject.ts',
      '../simulate.ts',
      '../../../report/table.ts',
      'fast-check',
      'node:fs',
    ],
    legal: ['./settings.ts', '../../../kernel/breath.ts', 'pure-rand/generator/xoroshiro128plus', 'flatqueue'],
  },
  {
    row: 'src/race',
    path: 'src/race/planted.ts',
    forbidden: ['../model/queue/state.ts', '../real/wire/postgres/stage.ts', '../check/check.ts', 'fast-check', 'pg'],
    legal: ['./race.ts', '../kernel/stage.ts', '../explore/canonical.ts', '../linearize/linearize.ts', 'node:fs'],
  },
  {
    row: 'src/check',
    path: 'src/check/planted.ts',
    forbidden: [
      '../model/queue/state.ts',
      '../subjects/queue/subject.ts',
      '../report/table.ts',
      '../overnight/job.ts',
      '../cli/exit.ts',
      'zod',
    ],
    legal: ['./lockstep.ts', '../explore/explore.ts', '../corpus/failure-modes.ts', 'fast-check', 'immer', 'node:fs'],
  },
  {
    row: 'src/stress',
    path: 'src/stress/planted.ts',
    forbidden: ['../check/check.ts', '../model/queue/model.ts', '../real/queue/queue.ts', '../subjects/index.ts', 'pg'],
    legal: ['./round.ts', '../linearize/linearize.ts', '../explore/memory.ts', '../corpus/trace.ts', 'pure-rand'],
  },
  {
    row: 'src/overnight',
    path: 'src/overnight/planted.ts',
    forbidden: ['../subjects/index.ts', '../real/queue/queue.ts', '../report/table.ts', '../../bench/check.ts'],
    legal: ['./rounds.ts', '../check/check.ts', '../explore/explore.ts', '../corpus/failure-modes.ts', 'node:os'],
  },
  {
    row: 'src/testing',
    path: 'src/testing/planted.ts',
    forbidden: [
      '../model/queue/model.ts',
      '../real/queue/queue.ts',
      '../lab/programs.ts',
      '../../examples/counter/subject.ts',
    ],
    legal: ['./run-options.ts', '../cli/project.ts', '../check/run.ts', '../report/timeline.ts', 'fast-check'],
  },
  {
    row: 'src/vitest',
    path: 'src/vitest/planted.ts',
    forbidden: [
      '../model/queue/model.ts',
      '../real/queue/queue.ts',
      '../../properties/queue/worlds.ts',
      '../../failure_modes/FM_001_duplicate_retry/scenario.ts',
    ],
    legal: ['./repro.ts', '../subjects/index.ts', '../check/run.ts', '../corpus/trace.ts', 'vitest'],
  },
  {
    row: 'src/cli',
    path: 'src/cli/planted.ts',
    forbidden: [
      '../model/queue/rules.ts',
      '../real/queue/queue.ts',
      '../lab/isolation-matrix/matrix.ts',
      '../../properties/queue/worlds.ts',
      '../../failure_modes/FM_001_duplicate_retry/scenario.ts',
      '../../bench/check.ts',
      '../../examples/counter/subject.ts',
      '../../scripts/planted.ts',
    ],
    legal: ['./exit.ts', '../subjects/index.ts', '../overnight/rounds.ts', '../index.ts', 'commander', 'node:fs'],
  },
  {
    row: 'src/lab',
    path: 'src/lab/isolation-matrix/planted.ts',
    forbidden: ['../../../properties/queue/worlds.ts', '../../../bench/check.ts', '../../../scripts/mutants.ts'],
    legal: ['../main.ts', '../../check/check.ts', '../../model/queue/rules.ts', '../../real/queue/queue.ts', 'zod'],
  },
  {
    row: 'failure_modes/FM_*',
    path: 'failure_modes/FM_001_duplicate_retry/tests/planted.test.ts',
    forbidden: ['../../FM_002_stale_token/scenario.ts'],
    legal: ['../scenario.ts', '../../../src/model/queue/model.ts', '../../neighbourhood.ts', 'vitest', 'node:fs'],
  },
];

describe('the table', () => {
  test('each of its rows has planted imports, forbidden ones and legal ones', () => {
    expect(planted.map(({ row }) => row)).toEqual(table.map(({ folder }) => folder));
    expect(planted.filter(({ forbidden, legal }) => forbidden.length === 0 || legal.length === 0)).toEqual([]);
  });

  const forbidden = planted.flatMap(({ path, forbidden: specifiers }) =>
    specifiers.map((name) => [path, name] as const),
  );
  test.each(forbidden)('%s may not import %s, be it a value or a type', (path, specifier) => {
    for (const source of [
      `import { planted } from '${specifier}';`,
      `import type { Planted } from '${specifier}';`,
      `export * from '${specifier}';`,
      `export type { Planted } from '${specifier}';`,
      `export const planted: unknown = await import('${specifier}');`,
    ]) {
      expect(forbiddenImports({ path, source }), source).toHaveLength(1);
    }
  });

  const legal = planted.flatMap(({ path, legal: specifiers }) => specifiers.map((name) => [path, name] as const));
  test.each(legal)('%s may import %s', (path, specifier) => {
    expect(forbiddenImports({ path, source: `import { planted } from '${specifier}';` })).toEqual([]);
  });

  test('a finding names the file, what it imports and whose folder may not', () => {
    const source = "import { jobOf } from '../../model/queue/rules.ts';";
    expect(forbiddenImports({ path: 'src/real/queue/planted.ts', source })).toEqual([
      'src/real/queue/planted.ts: imports src/model/queue/rules.ts, which src/real/queue may not',
    ]);
  });

  test('each forbidden import of a file is a finding of its own', () => {
    const source = "import 'immer';\nimport './json.ts';\nimport 'zod';";
    expect(forbiddenImports({ path: 'src/kernel/planted.ts', source })).toHaveLength(2);
  });

  test('a folder whose name only begins like an allowed one is not allowed', () => {
    const source = "import '../kernels/json.ts'; import 'immers';";
    expect(forbiddenImports({ path: 'src/minimise/planted.ts', source })).toHaveLength(2);
  });

  test('a way round through other folders ends where it ends', () => {
    const source = "import '../kernel/../model/queue/state.ts';";
    expect(forbiddenImports({ path: 'src/check/planted.ts', source })).toHaveLength(1);
  });

  test('only the corpus, and threads and processes with a model, import computed paths', () => {
    const source = 'await import(path);';
    const allowed = planted.filter(({ path }) => forbiddenImports({ path, source }).length === 0).map(({ row }) => row);
    expect(allowed).toEqual(['src/explore', 'src/corpus', 'src/overnight']);
  });

  test('no folder of src but the laboratory imports the laboratory', () => {
    const folders = planted.map(({ path }) => path).filter((path) => /^src\/(?!lab\/)/.test(path));
    expect(folders.length).toBeGreaterThan(10);
    for (const path of folders) {
      const source = `import '${posix.relative(posix.dirname(path), 'src/lab/isolation-matrix/matrix.ts')}';`;
      expect(forbiddenImports({ path, source: source.replace("'lab", "'./lab") }), path).toHaveLength(1);
    }
  });

  test('a folder of src without a row is no way out', () => {
    expect(forbiddenImports({ path: 'src/helpers/json.ts', source: '' })).toEqual([
      'src/helpers/json.ts: lies in no folder of the table in properties/architecture.ts',
    ]);
  });
});
