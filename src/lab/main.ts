import { runProcess } from '../cli/run-process.ts';
import { runLab } from './programs.ts';

await runProcess(runLab);
