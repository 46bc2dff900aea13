import { defineConfig } from '../../src/index.ts';
import { transfer } from './subject.ts';

export default defineConfig({ subjects: [transfer] });
