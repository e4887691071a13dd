/** How long each lock would outlive the silence of its holder. It changes with every sign and is counted in memory, so it is asked for. */
export interface Leases {
  /** When it was told (ms since the epoch). */
  readonly at: number;
  /** By project id. */
  readonly leftMs: Readonly<Record<string, number>>;
}

/** What is left by `now`, when no sign came since it was told. */
export const leaseLeftMs = ({ at, leftMs }: Leases, project: string, now: number): number | null => {
  const left = leftMs[project];
  return left === undefined ? null : Math.max(0, left - Math.max(0, now - at));
};
