/**
 * A scenario: what a rehearsal's workspace, backlog, models and person are like, and what each model does turn by turn.
 * It is read from YAML; every fault names its file and line, and all of them are told at once.
 */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import type { ProjectId, TaskId, TierName } from '../domain/ids.ts';
import type { Problem } from '../domain/problem.ts';
import type { Priority } from '../domain/tasks/task.ts';
import { buildScenario } from './build-scenario.ts';
import type { Program } from './program.ts';
import type { Fault } from './scenario-faults.ts';
import { type Bound, type PersonRule, type Price, scenarioFile } from './scenario-schema.ts';
import type { Variables } from './variables.ts';

export interface Scenario {
  readonly name: string;
  readonly description: string;
  readonly workers: number;
  readonly dispatch: 'auto' | 'self' | 'off';
  /** Cheapest first. */
  readonly tiers: readonly RehearsalTier[];
  readonly projects: readonly ScenarioProject[];
  readonly tasks: readonly ScenarioTask[];
  /** Text of POLICIES.md; null leaves the scaffolded one. */
  readonly policies: string | null;
  /** More keys for gaffer.yaml. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly chat: readonly ChatScript[];
  readonly person: readonly PersonRule[];
  /** Figures of the summary that this scenario promises, by the summary's names. */
  readonly expect: Readonly<Record<string, Bound>>;
}

export interface RehearsalTier {
  readonly name: TierName;
  /** What a request's model name must contain, and what a session is started with: `haiku`. */
  readonly model: string;
  /** USD per million tokens, which is micro-dollars per token. */
  readonly price: Price;
  /** Served on a port of its own, as a local model server is. */
  readonly ownPort: boolean;
}

export interface ScenarioProject {
  readonly id: ProjectId;
  readonly files: Readonly<Record<string, string>>;
  readonly remote: boolean;
}

export interface ScenarioTask {
  readonly id: TaskId;
  readonly title: string;
  readonly project: ProjectId | null;
  readonly priority: Priority;
  readonly tier: TierName | null;
  readonly tags: readonly string[];
  readonly needs: readonly TaskId[];
  readonly body: string;
  readonly criteria: readonly string[];
  readonly variables: Variables;
  readonly program: Program;
  /** What the model of each tier does for it; by tier name. */
  readonly programs: Readonly<Record<string, Program>>;
  /** The tiers that it must go through; null where its own tier is the limit. */
  readonly path: readonly TierName[] | null;
}

export interface ChatScript {
  readonly match: RegExp;
  readonly program: Program;
}

export type ScenarioReading =
  | { readonly ok: true; readonly value: Scenario }
  | { readonly ok: false; readonly problems: readonly [Problem, ...Problem[]] };

/** `first-light` names a scenario that ships with gaffer; anything with a slash or `.yaml` is a file. */
export const loadScenario = async (nameOrFile: string): Promise<ScenarioReading> => {
  const file = /[/\\]|\.ya?ml$/.test(nameOrFile) ? nameOrFile : shippedScenario(nameOrFile);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    return { ok: false, problems: [unreadable(nameOrFile, file, cause, await shippedScenarios())] };
  }
  return parseScenario(text, file);
};

export const parseScenario = (text: string, file: string): ScenarioReading => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken, ...moreBroken] = document.errors.map((error): Problem => {
    const place = lines.linePos(error.pos[0]);
    const [message = error.message] = error.message.split(' at line ');
    return { kind: 'parse', message, where: { file, line: place.line, column: place.col } };
  });
  if (broken !== undefined) return { ok: false, problems: [broken, ...moreBroken] };

  const at = (fault: Fault): Problem => ({
    kind: 'config',
    message: fault.message,
    where: { file, ...placeOf(document, fault.path, lines) },
    ...(fault.next === undefined ? {} : { next: fault.next }),
  });
  const parsed = scenarioFile.safeParse(document.toJS());
  const built = parsed.success
    ? buildScenario(parsed.data)
    : { faults: parsed.error.issues.map((issue): Fault => ({ path: issue.path, message: describeIssue(issue) })) };
  if ('scenario' in built) return { ok: true, value: built.scenario };
  const [first, ...more] = built.faults.map(at);
  if (first === undefined) throw new Error(`${basename(file)}: refused without a reason`);
  return { ok: false, problems: [first, ...more] };
};

/** Names of the scenarios that ship with gaffer. */
export const shippedScenarios = async (): Promise<readonly string[]> =>
  (await readdir(SHIPPED))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();

/** Beside `src` and `dist` alike. */
const SHIPPED = fileURLToPath(new URL('../../scenarios/', import.meta.url));

const shippedScenario = (name: string): string => join(SHIPPED, `${name}.yaml`);

const unreadable = (given: string, file: string, cause: unknown, shipped: readonly string[]): Problem => ({
  kind: 'missing',
  ...(isAbsent(cause)
    ? { message: `there is no scenario ${given}` }
    : {
        message: `cannot read the scenario ${given}: ${cause instanceof Error ? cause.message : String(cause)}`,
        where: { file },
      }),
  next: `Give the name of a shipped scenario (${shipped.join(', ')}) or the path of a .yaml file.`,
});

const isAbsent = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';

const describeIssue = (issue: { readonly message: string; readonly path: readonly PropertyKey[] }): string =>
  issue.path.length === 0 ? issue.message : `${issue.path.map(String).join('.')}: ${issue.message}`;

/** The line of the deepest part of the path that stands in the file: a missing key is reported where it should be. */
const placeOf = (
  document: Document.Parsed,
  path: readonly PropertyKey[],
  lines: LineCounter,
): { readonly line?: number; readonly column?: number } => {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true);
    if (!isNode(node) || node.range === undefined || node.range === null) continue;
    const { line, col } = lines.linePos(node.range[0]);
    return { line, column: col };
  }
  return {};
};
