/** What `faultbook init` knows of a project before it writes files. */
export interface StarterChoices {
  /** The name of the subject, in kebab-case. */
  readonly subject: string;
  /** False: the files are JavaScript. */
  readonly isTypeScript: boolean;
  /** The ending of files with modules of ECMAScript: `ts` and `js` where package.json says so, else `mts` and `mjs`. */
  readonly ending: 'ts' | 'mts' | 'js' | 'mjs';
  readonly packageManager: PackageManager;
  readonly hasWorkflow: boolean;
}

export type PackageManager = 'npm' | 'pnpm' | 'yarn';

/** The name of the export of a subject: `ticket-shop` is exported as `ticketShop`. */
export function exportOf({ subject }: Pick<StarterChoices, 'subject'>): string {
  return subject.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
