/** How a session is prepared and what hears of its end; Claude Code and any other program each have one. */
import type { Effect } from '../domain/effect.ts';
import type { SessionId, TierName, WorkerNumber } from '../domain/ids.ts';
import type { Result } from '../domain/problem.ts';

export interface SessionMaker {
  readonly prepare: (
    wanted: Extract<Effect, { kind: 'open-session' }>,
    session: { readonly id: SessionId; readonly directory: string },
  ) => Promise<Result<PreparedSession>>;
  readonly ended: (session: { readonly worker: WorkerNumber; readonly generation: number }) => void;
}

export interface PreparedSession {
  readonly id: SessionId;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly model: string | null;
  readonly tier: TierName | null;
  readonly hooks: boolean;
}
