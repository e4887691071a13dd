/**
 * The programs that gates look with: found once, with their versions, which are part of every reading. One that is missing
 * is said with the way to install it, and the gate reads unknown.
 */
import type { Reading } from '../domain/pipelines/gate.ts';
import { unknown } from '../domain/pipelines/gate.ts';
import type { Argv } from '../domain/pipelines/plan.ts';
import { fail, ok, type Result } from '../domain/problem.ts';
import { runCommand } from './run-command.ts';

export interface Tool {
  readonly name: string;
  /** `aapt v0.2-debian`. */
  readonly version: string;
}

export interface ToolBox {
  readonly find: (name: ToolName) => Promise<Result<Tool>>;
}

export type ToolName = keyof typeof TOOLS;

interface Known {
  readonly version: Argv;
  readonly install: string;
}

const TOOLS = {
  aapt: { version: ['aapt', 'version'], install: 'apt install aapt, or the build-tools of the Android SDK' },
  zipalign: { version: ['zipalign'], install: 'apt install zipalign, or the build-tools of the Android SDK' },
  apksigner: { version: ['apksigner', '--version'], install: 'apt install apksigner, or the Android SDK' },
  jarsigner: { version: ['jarsigner', '-version'], install: 'apt install default-jdk-headless' },
  keytool: { version: ['keytool'], install: 'apt install default-jre-headless' },
  skopeo: { version: ['skopeo', '--version'], install: 'apt install skopeo' },
  umoci: { version: ['umoci', '--version'], install: 'apt install umoci' },
  bwrap: { version: ['bwrap', '--version'], install: 'apt install bubblewrap' },
  git: { version: ['git', '--version'], install: 'apt install git' },
  tar: { version: ['tar', '--version'], install: 'apt install tar' },
  trivy: { version: ['trivy', '--version'], install: 'https://trivy.dev' },
  'chromium-headless-shell': { version: ['chromium-headless-shell', '--version'], install: 'apt install chromium' },
  chromium: { version: ['chromium', '--version'], install: 'apt install chromium' },
  'google-chrome': { version: ['google-chrome', '--version'], install: 'https://www.google.com/chrome' },
  grype: { version: ['grype', '--version'], install: 'https://github.com/anchore/grype' },
} as const satisfies Readonly<Record<string, Known>>;

/** A tool that says its version only after this is not going to look at anything either; Java takes a second. */
const VERSION_MS = 15_000;

export const createToolBox = (env: Readonly<Record<string, string>>): ToolBox => {
  const found = new Map<ToolName, Promise<Result<Tool>>>();
  return {
    find: (name) => {
      const known = found.get(name) ?? findTool(name, env);
      found.set(name, known);
      return known;
    },
  };
};

const findTool = async (name: ToolName, env: Readonly<Record<string, string>>): Promise<Result<Tool>> => {
  const { version, install }: Known = TOOLS[name];
  const run = await runCommand({ argv: version, cwd: '/', env, timeoutMs: VERSION_MS, maxOutputBytes: 10_000 });
  if (run.notStarted !== null)
    return fail({ kind: 'dependency', message: `${name} is not installed`, next: `Install it: ${install}.` });
  const [line = ''] = run.output.head.trim().split('\n');
  return ok({ name, version: line.toLowerCase().includes(name) ? line.trim() : `${name} ${line.trim()}` });
};

/** All of the tools, or the reading that says which is missing. */
export const toolsFor = async (
  box: ToolBox,
  names: readonly ToolName[],
): Promise<{ readonly tools: readonly string[]; readonly missing: Reading | null }> => {
  const results = await Promise.all(names.map((name) => box.find(name)));
  const missing = results.flatMap((result) => (result.ok ? [] : [result.problem]));
  return {
    tools: results.flatMap((result) => (result.ok ? [result.value.version] : [])),
    missing:
      missing.length === 0
        ? null
        : unknown(
            missing.map(({ message }) => message).join(', '),
            missing.flatMap(({ next }) => (next === undefined ? [] : [next])),
          ),
  };
};
