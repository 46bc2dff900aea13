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
