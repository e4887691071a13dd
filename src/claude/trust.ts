/**
 * Workspace trust as Claude Code keeps it in `.claude.json`. Hooks of a session wait for it, so gaffer must know it;
 * it is given only after the user's yes, atomically, and never after a read that failed.
 */
import { mkdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { parseJson } from '../domain/json.ts';
import { fail, ok, type Result } from '../domain/problem.ts';

/** Where Claude Code keeps its state: in CLAUDE_CONFIG_DIR when set, else beside the home directory's other files. */
export const stateFile = ({ configDir, home }: { readonly configDir: string | undefined; readonly home: string }) =>
  join(configDir === undefined || configDir === '' ? home : configDir, '.claude.json');

/** Whether Claude Code would start in `directory` without asking: itself or a directory above it is trusted. */
export const isTrusted = async (file: string, directory: string): Promise<Result<boolean>> => {
  const state = await readState(file);
  if (!state.ok) return state;
  const key = await trustKey(directory);
  return ok(selfAndAbove(key).some((path) => state.value.projects?.[path]?.hasTrustDialogAccepted === true));
};

/** Call only after the user said yes to exactly these directories. Everything else in the file stays. */
export const seedTrust = async (file: string, directories: readonly string[]): Promise<Result<null>> => {
  const state = await readState(file);
  if (!state.ok) return state;
  return write(file, await withTrust(state.value, directories));
};

/**
 * A configuration of its own for a rehearsal: no onboarding, no login, and its directories trusted. Made for a
 * directory that gaffer itself created; what is there already is kept.
 */
export const seedConfigDir = async (configDir: string, directories: readonly string[]): Promise<Result<null>> => {
  await mkdir(configDir, { recursive: true, mode: 0o700 });
  const file = join(configDir, '.claude.json');
  const state = await readState(file);
  if (!state.ok) return state;
  const onboarded = { theme: 'dark', ...state.value, hasCompletedOnboarding: true };
  return write(file, await withTrust(onboarded, directories));
};

const stateSchema = z.looseObject({
  projects: z.record(z.string(), z.looseObject({ hasTrustDialogAccepted: z.boolean().optional() })).optional(),
});
type State = z.infer<typeof stateSchema>;

/** A file that is not there is an empty state; one that cannot be read or understood is a problem, never empty. */
const readState = async (file: string): Promise<Result<State>> => {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ok({});
    return fail(unreadable(file, error instanceof Error ? error.message : String(error)));
  }
  const parsed = stateSchema.safeParse(parseJson(text));
  return parsed.success ? ok(parsed.data) : fail(unreadable(file, 'it does not read as its state'));
};

const unreadable = (file: string, detail: string) => ({
  kind: 'parse' as const,
  message: `Claude Code's state file cannot be read: ${detail}`,
  where: { file },
  next: 'Start claude once by hand; it repairs the file or says what is wrong.',
});

const withTrust = async (state: State, directories: readonly string[]): Promise<State> => {
  const keys = await Promise.all(directories.map(trustKey));
  const trusted = keys.map((key) => [key, { ...state.projects?.[key], hasTrustDialogAccepted: true }] as const);
  return { ...state, projects: { ...state.projects, ...Object.fromEntries(trusted) } };
};

/** Claude Code looks a directory up by its real path, in composed Unicode. */
const trustKey = async (directory: string): Promise<string> =>
  (await realpath(directory).catch(() => directory)).normalize('NFC');

const selfAndAbove = (path: string): readonly string[] => {
  const above = dirname(path);
  return above === path ? [path] : [path, ...selfAndAbove(above)];
};

/** The file holds the login of some installations: never readable by others. */
const write = async (file: string, state: State): Promise<Result<null>> => {
  try {
    await writeFileAtomic(file, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
    return ok(null);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return fail({ kind: 'process', message: `trust cannot be written: ${detail}`, where: { file } });
  }
};
