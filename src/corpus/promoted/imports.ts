/** The modules that the generated files of a failure mode import, as they are written there. */
export interface GeneratedImports {
  /** Has the type of a scenario. Imported by `scenario.ts`. */
  readonly library: string;
  /** Defines the tests. Imported by the files in `tests`. */
  readonly tests: string;
}

/** The imports of the failure modes of a clone of Faultbook. */
export const importsInClone: GeneratedImports = {
  library: '../../src/index.ts',
  tests: '../../../src/vitest/index.ts',
};

/** The imports of the failure modes of a project that has the package. */
export const importsOfPackage: GeneratedImports = { library: 'faultbook', tests: 'faultbook/vitest' };

/** The commands that the specification of a failure mode names. */
export interface NamedCommands {
  /** Runs the tests of the failure mode. */
  readonly runTests: string;
  /** Replays its trace, and repeats the exploration of the certificate. */
  readonly recheck: string;
}

/** The commands for a failure mode in this folder, with this number. A clone has scripts of its own for them. */
export function commandsFor({ library }: GeneratedImports, folder: string, number: string): NamedCommands {
  const isClone = library === importsInClone.library;
  return {
    runTests: isClone ? `npm run test:fm -- ${number}` : `npx vitest run ${folder}`,
    recheck: `${isClone ? 'npm run faultbook --' : 'npx faultbook'} replay ${folder}/trace.json --recheck`,
  };
}
