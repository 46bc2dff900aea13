import type { Collection } from './collection.ts';
import { sql } from './sql/collection.ts';
import { structure } from './structure/collection.ts';

/** Every collection of planted bugs, in the order of the page. */
export const collections: readonly Collection[] = [structure, sql];
