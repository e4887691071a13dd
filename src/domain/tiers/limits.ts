/** How far a subscription's windows are used, as the agent's status line tells; null where there is no subscription. */
export interface Limits {
  readonly fiveHour: Window | null;
  readonly sevenDay: Window | null;
}

export interface Window {
  /** 0 to 100, whole. */
  readonly usedPercent: number;
  /** Seconds since the epoch; null when it was not told. */
  readonly resetsAt: number | null;
}

export const noLimits: Limits = { fiveHour: null, sevenDay: null };
