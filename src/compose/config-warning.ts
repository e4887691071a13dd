/**
 * gaffer.yaml is read at the start, so that no setting changes under a running session; only pipelines are read anew for
 * each deploy. Whoever saves another one meanwhile is told so, and what is wrong in it: else the next start would be the
 * first to say.
 */
import { isDeepStrictEqual } from 'node:util';
import { describeProblem } from '../domain/problem.ts';
import { CONFIG_FILE, parseConfigText } from '../state/config-file.ts';
import type { SharedFiles } from '../state/shared-file.ts';
import type { Warnings } from './warnings.ts';

export interface ConfigWarning {
  /** The file may have changed. */
  readonly look: () => Promise<void>;
}

export const createConfigWarning = async (shared: SharedFiles, warnings: Warnings): Promise<ConfigWarning> => {
  const read = async () => {
    const file = await shared.read(CONFIG_FILE);
    if (!file.ok) return { settings: null, problems: [file.problem] };
    const { config, problems } = parseConfigText(file.value.text);
    return { settings: config === null ? null : { ...config, pipelines: null }, problems };
  };
  const { settings: inForce } = await read();
  return {
    look: async () => {
      const { settings, problems } = await read();
      const isSame = settings !== null && isDeepStrictEqual(settings, inForce);
      await warnings.set(CONFIG_FILE, [
        ...problems.slice(0, SHOWN_PROBLEMS).map(describeProblem),
        ...(isSame ? [] : [WAITS]),
      ]);
    },
  };
};

const SHOWN_PROBLEMS = 3;
const WAITS = `${CONFIG_FILE} has changed. But for pipelines, what it said at the start is in force until the next one: gaffer down, then gaffer.`;
