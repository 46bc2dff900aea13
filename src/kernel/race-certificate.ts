import type { StrikeKind } from './model.ts';

/** Why a race is believed to be minimal: which smaller races were run, `races` of them in `schedules` schedules, none of them wrong. */
export type RaceCertificate =
  | {
      /**
       * Every race of the scope before this one, in their order (fewer commands before, fewer commands at once, the usual order
       * of commands), was run in every schedule with at most `preemptions` preemptions and `cuts` cuts of a connection, and this
       * one in every schedule with fewer cuts, or as many and fewer preemptions than it has. That an actor is killed counts as
       * a cut.
       */
      readonly kind: 'minimal';
      readonly races: number;
      readonly schedules: number;
      readonly preemptions: number;
      /** Absent: no connection was cut. */
      readonly cuts?: number;
      /** The faults among the cuts; absent: no actor was killed. */
      readonly strikes?: readonly StrikeKind[];
    }
  | {
      readonly kind: 'locally minimal';
      readonly races: number;
      readonly schedules: number;
      /** Why no more was shown. */
      readonly reason: string;
    };
