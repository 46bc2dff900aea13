/** The dependency that becomes part of the package: its 95 files take longer to load than all of ours. */
export const included = 'zod';
