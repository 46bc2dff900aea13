/** The library of another author that a system drives. */
export interface DrivenLibrary<Kind> {
  /** The name of its npm package. */
  readonly package: string;
  /** Packages beside it without which it cannot be loaded, and which npm does not install with it. Absent: none. */
  readonly needs?: readonly string[];
  /** Whether the system drives this version, such as `12.38.0`. */
  drives(version: string): boolean;
  /** The same system, of the same name, on another copy of the library: in this folder, which has its `package.json`. */
  from(folder: string): Kind;
}
