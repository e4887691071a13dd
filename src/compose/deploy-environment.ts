/** What deploy steps and gates see of the supervisor's environment: a session's short list, and what a step names. */
import { buildEnvironment } from '../claude/environment.ts';
import { gitIgnoreEnvironment } from './git-ignore.ts';
import type { Fleet } from './parts.ts';

export const deployEnvironment = (
  { places }: Pick<Fleet, 'places'>,
  ownRoot: string,
): Readonly<Record<string, string>> =>
  buildEnvironment({
    from: process.env,
    extraNames: [],
    ownRoot,
    telemetry: null,
    author: null,
    overrides: { ...gitIgnoreEnvironment(places), CI: '1', GIT_TERMINAL_PROMPT: '0', TERM: 'dumb' },
  });
