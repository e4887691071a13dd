/** Prepares sessions of any other program: a terminal and nothing more, so there is no gate, and the worker says so. */
import { join } from 'node:path';
import { buildEnvironment } from '../claude/environment.ts';
import { ok } from '../domain/problem.ts';
import type { Fleet } from './parts.ts';
import type { SessionMaker } from './session-maker.ts';

export const createProgramMaker = (
  fleet: Fleet,
  program: readonly [string, ...string[]],
  ownRoot: string,
): SessionMaker => ({
  prepare: async ({ project }, { id }) => {
    const [command, ...args] = program;
    return ok({
      id,
      command,
      args,
      cwd: project === null ? fleet.places.workspace : join(fleet.places.workspace, project),
      env: buildEnvironment({
        from: process.env,
        extraNames: fleet.config.agent.env,
        ownRoot,
        author: null,
        telemetry: null,
        overrides: {},
      }),
      model: null,
      tier: null,
      hooks: false,
    });
  },
  ended: () => undefined,
});
