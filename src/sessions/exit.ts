/** How a session's program ended: with a code, or by a signal that has its usual name. */
import { constants } from 'node:os';

export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** From what node-pty tells, whose signal is 0 where there was none. */
export const exitFrom = (code: number, signal: number | undefined): Exit =>
  signal === undefined || signal === 0 ? { code, signal: null } : { code: null, signal: signalName(signal) };

const signalName = (signal: number): string =>
  Object.entries(constants.signals).find(([, number]) => number === signal)?.[0] ?? `signal ${signal}`;

export const describeExit = ({ code, signal }: Exit): string => {
  if (signal !== null) return `the session was ended by ${signal}`;
  return code === 0 ? 'the session ended' : `the session ended with exit code ${code}`;
};
