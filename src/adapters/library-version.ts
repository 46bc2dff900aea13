import { EnvironmentError } from '../kernel/environment-error.ts';

/** The versions of a library that its adapter drives. */
export interface DrivenVersions {
  /** The package: `pg-boss`. */
  readonly library: string;
  /** The system, where it has another name. */
  readonly system?: string;
  readonly oldest: string;
  /** The first version that is too new. */
  readonly tooNew: string;
  /** What `npm install` is to be given. */
  readonly remedy: string;
}

/** Whether the adapter drives this version. */
export function isDriven(version: string, { oldest, tooNew }: DrivenVersions): boolean {
  return isAtLeast(version, oldest) && !isAtLeast(version, tooNew);
}

/** Throws `EnvironmentError` where the adapter does not drive this version. */
export function assertDriven(version: string, driven: DrivenVersions): void {
  if (isDriven(version, driven)) return;
  const { library, system = library, oldest, tooNew, remedy } = driven;
  const isTooOld = !isAtLeast(version, oldest);
  throw new EnvironmentError(
    `${library} ${version} is too ${isTooOld ? 'old' : 'new'} for the system ${system}, which needs ${oldest} or later, before ${tooNew}: npm install --save-dev ${remedy}`,
  );
}

/** Whether a version such as `12.38.0` is at least another one; a pre-release counts as its release. */
export function isAtLeast(version: string, other: string): boolean {
  const [ours, theirs] = [version, other].map((one) => one.split('-')[0]?.split('.').map(Number) ?? []);
  for (const [at, number] of (theirs ?? []).entries()) {
    const difference = (ours?.[at] ?? 0) - number;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** Throws the error of an import, or `EnvironmentError` where the project does not have the package. */
export function explainMissingLibrary(
  error: unknown,
  { library, remedy }: DrivenVersions,
  name: string = library,
): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const isMissing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
  if (!isMissing || !(error as Error).message.includes(`'${name}'`)) throw error;
  throw new EnvironmentError(
    `the system ${library} needs the npm package ${name}, and the project does not have it: npm install --save-dev ${remedy}`,
    { cause: error },
  );
}
