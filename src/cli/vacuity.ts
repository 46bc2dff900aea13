import type { Vacuity } from '../explore/vacuity.ts';
import { exitCode } from './exit.ts';

export function exitOfVacuity({ findings }: Vacuity): number {
  return findings.length === 0 ? exitCode.asPromised : exitCode.undecided;
}
