export { testPrevention } from './prevention.ts';
export { testRepro } from './repro.ts';
