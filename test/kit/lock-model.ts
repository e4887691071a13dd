/** One project's lock as an object that does one thing at a time: what each recorded result says of its state. */
import type { Model } from './linearizability.ts';

export type LockOp =
  | { readonly kind: 'granted'; readonly client: number; readonly fence: number }
  /** Another held it: refused, or put in line. */
  | { readonly kind: 'held'; readonly client: number }
  | { readonly kind: 'ended'; readonly fence: number; readonly next: Holding | null }
  | { readonly kind: 'nobody' }
  /** The client held nothing to release. */
  | { readonly kind: 'absent'; readonly client: number }
  /** A write under a fence, let through or refused. */
  | { readonly kind: 'written'; readonly client: number; readonly fence: number }
  | { readonly kind: 'late'; readonly client: number; readonly fence: number };

export interface Holding {
  readonly client: number;
  readonly fence: number;
}

interface LockState {
  readonly holding: Holding | null;
  readonly lastFence: number;
}

export const lockModel: Model<LockState, LockOp> = {
  initial: { holding: null, lastFence: 0 },
  isRead: ({ kind }) => kind !== 'granted' && kind !== 'ended',
  keyOf: ({ holding, lastFence }) => `${holding?.client ?? '-'}.${holding?.fence ?? '-'}.${lastFence}`,
  step: (state, op) => {
    const { holding } = state;
    switch (op.kind) {
      case 'granted':
        return holding === null ? taken(state, op) : null;
      case 'ended':
        if (holding === null || holding.fence !== op.fence) return null;
        return op.next === null ? { ...state, holding: null } : taken(state, op.next);
      case 'held':
        return holding !== null && holding.client !== op.client ? state : null;
      case 'nobody':
        return holding === null ? state : null;
      case 'absent':
        return holding?.client === op.client ? null : state;
      case 'written':
        return isHeldBy(holding, op) ? state : null;
      case 'late':
        return isHeldBy(holding, op) ? null : state;
    }
  },
};

const taken = (state: LockState, { client, fence }: Holding): LockState | null =>
  fence > state.lastFence ? { holding: { client, fence }, lastFence: fence } : null;

const isHeldBy = (holding: Holding | null, { client, fence }: Holding): boolean =>
  holding?.client === client && holding.fence === fence;
