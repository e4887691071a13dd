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

/** Those that the account has, by the names that people know them by. */
export const limitWindows = ({
  fiveHour,
  sevenDay,
}: Limits): readonly { readonly name: string; readonly window: Window }[] =>
  [
    { name: '5 h', window: fiveHour },
    { name: '7 d', window: sevenDay },
  ].flatMap(({ name, window }) => (window === null ? [] : [{ name, window }]));

/** From here on a limit or a budget is worth a look. */
export const URGENT_PERCENT = 80;

export const noLimits: Limits = { fiveHour: null, sevenDay: null };
