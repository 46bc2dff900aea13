/** The commands and outcomes of authority, declared independently of the model. */

export type AuthorityPolicies = {
  readonly retryWithBackoff: boolean;
  readonly rollback: boolean;
  readonly reassign: boolean;
  readonly checksum: boolean;
  readonly lease: boolean;
  readonly fencing: boolean;
  readonly quorum: boolean;
  readonly singleSource: boolean;
  readonly refresh: boolean;
  readonly watchdog: boolean;
  readonly admission: boolean;
  readonly throttle: boolean;
  readonly reconcile: boolean;
};

/** Messages between servers, and from servers to the store. */
export type HandOverMessage = {
  readonly type: 'handOver';
  readonly player: string;
  readonly from: string;
  readonly to: string;
  readonly token: number;
  readonly transfer: number;
  readonly version: number;
  readonly isDamaged: boolean;
};
export type ConfirmedMessage = {
  readonly type: 'confirmed';
  readonly player: string;
  readonly to: string;
  readonly token: number;
};
export type SaveMessage = {
  readonly type: 'save';
  readonly player: string;
  readonly token: number;
  readonly version: number;
  readonly isDamaged: boolean;
};
export type PickUpMessage = {
  readonly type: 'pickUp';
  readonly item: string;
  readonly player: string;
  readonly to: string;
};
export type Message = HandOverMessage | ConfirmedMessage | SaveMessage | PickUpMessage;

/** A command to a server that is up. */
export type NodeCommand =
  | {
      readonly type: 'request';
      readonly server: string;
      readonly player: string;
      readonly to: string;
      readonly fault?: 'damaged' | 'replyLost';
    }
  | { readonly type: 'save'; readonly server: string; readonly player: string }
  | { readonly type: 'pickUp'; readonly server: string; readonly player: string; readonly item: string };

export type Command =
  | NodeCommand
  | { readonly type: 'deliver'; readonly message: Message; readonly fault?: 'duplicated' | 'replyLost' }
  | { readonly type: 'drop'; readonly message: Message }
  | { readonly type: 'crash'; readonly server: string }
  | { readonly type: 'restart'; readonly server: string }
  | { readonly type: 'cut'; readonly server: string }
  | { readonly type: 'heal'; readonly server: string }
  | { readonly type: 'part'; readonly member: string }
  | { readonly type: 'join'; readonly member: string }
  | { readonly type: 'tick'; readonly byMs: number };

/** The outcome of a save at the store. */
export type Saving = { readonly type: 'saved' | 'outOfDate' } | { readonly type: 'stale'; readonly token: number };

export type Outcome =
  | {
      readonly type:
        | 'requested'
        | 'frozen'
        | 'notHeld'
        | 'noSuchTarget'
        | 'targetUnavailable'
        | 'queueFull'
        | 'throttled';
    }
  | { readonly type: 'granted'; readonly token: number }
  | { readonly type: 'alreadyConfirmed' | 'notOpen' | 'damaged' | 'released' | 'nothingToRelease' | 'unreachable' }
  | Saving
  | { readonly type: 'sent' | 'leaseOver' }
  | { readonly type: 'forwarded' | 'pickedUp' | 'alreadyTaken' | 'noSuchItem' | 'notOwner' | 'notShown' }
  | { readonly type: 'notInFlight' | 'dropped' | 'noSuchServer' | 'serverDown' }
  | { readonly type: 'crashed' | 'restarted' | 'alreadyUp' | 'cut' | 'alreadyCut' | 'healed' | 'notCut' }
  | { readonly type: 'parted' | 'alreadyParted' | 'joined' | 'notParted' | 'noSuchMember' }
  | { readonly type: 'ticked' | 'notForward' };
