import type { Config } from '../../src/index.ts';
import { defineConfig } from '../../src/index.ts';
import { queueOn } from './subject.ts';

const config: Config = defineConfig({ subjects: [queueOn()] });
export default config;
