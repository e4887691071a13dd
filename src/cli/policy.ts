/**
 * `gaffer policy check|explain|test|simulate`: what the gate would say, without a fleet and without running anything. `check
 * --jsonl` answers a stream of calls in order; `test` holds POLICIES.md to the examples beside it.
 */
import { type Command, Option } from 'commander';
import { parseJson } from '../domain/json.ts';
import { type Derivation, derive } from '../domain/policies/judge.ts';
import type { ToolCall, Verdict } from '../domain/policies/verdict.ts';
import { describeProblem } from '../domain/problem.ts';
import { visible } from '../domain/visible.ts';
import { EXIT, endWith } from './exit.ts';
import { misuse } from './misuse.ts';
import { type Bench, openBench, toContext } from './policy-bench.ts';
import { readExamples } from './policy-examples.ts';
import { registerSimulate } from './policy-simulate.ts';
import { checkStream } from './policy-stream.ts';

export const register = (program: Command): void => {
  const policy = program.command('policy').description('what the gate allows, and why');
  described(policy.command('check').description('judge one call, or a stream of calls with --jsonl'))
    .option('--jsonl', 'calls as JSON lines on stdin: {id, tool, input, cwd, lockedProject}')
    .action(check);
  described(policy.command('explain').description('show the whole derivation of a verdict, part by part')).action(
    explain,
  );
  policy
    .command('test')
    .description('judge the examples of POLICIES.test.yaml')
    .option(...WORKSPACE)
    .addOption(formerWorkspace())
    .option('--json', 'print JSON')
    .action(test);
  registerSimulate(policy);
};

/** `-C` as everywhere; the directory itself, for a policy may be judged before there is a gaffer.yaml. */
const WORKSPACE = ['-C, --workspace <dir>', 'the workspace (default: this directory)'] as const;
/** What it was once called goes on being understood. */
const formerWorkspace = (): Option => new Option('-w <dir>').hideHelp();

interface WorkspaceChoice {
  readonly workspace?: string;
  readonly w?: string;
}

const directoryOf = ({ workspace, w }: WorkspaceChoice): string => workspace ?? w ?? process.cwd();

interface CallOptions extends WorkspaceChoice {
  readonly jsonl?: boolean;
  readonly json?: boolean;
  readonly tool: string;
  readonly input?: string;
  readonly cwd?: string;
  readonly lock?: string;
}

const described = (command: Command): Command =>
  command
    .argument('[command...]', 'a shell command to judge')
    .option(...WORKSPACE)
    .addOption(formerWorkspace())
    .option('--tool <name>', 'the tool that is called', 'Bash')
    .option('--input <json>', "the tool's input as JSON, instead of a shell command")
    .option('--cwd <dir>', 'working directory of the call (default: the locked project, else the workspace)')
    .option('--lock <project>', 'the project whose lock the worker holds, such as apps/alpha')
    .option('--json', 'print JSON');

const check = async (words: readonly string[], options: CallOptions, command: Command): Promise<void> => {
  if (options.jsonl === true) {
    if (words.length > 0 || options.input !== undefined)
      misuse(command, '--jsonl reads the calls from stdin, and no other');
    const bench = benchOf(options);
    if (bench !== null) await checkStream(bench);
    return;
  }
  const asked = askedOf(words, options, command);
  const bench = benchOf(options);
  if (bench === null) return;
  const { verdict } = derive(callOf(asked, options, bench), toContext(bench, options.lock ?? null));
  process.stdout.write(options.json === true ? `${JSON.stringify(toVerdict(verdict))}\n` : `${describe(verdict)}\n`);
  if (verdict.outcome === 'deny') process.exitCode = EXIT.denied;
};

const explain = (words: readonly string[], options: CallOptions, command: Command): void => {
  const asked = askedOf(words, options, command);
  const bench = benchOf(options);
  if (bench === null) return;
  const derivation = derive(callOf(asked, options, bench), toContext(bench, options.lock ?? null));
  process.stdout.write(options.json === true ? `${JSON.stringify(derivation)}\n` : describeDerivation(derivation));
  if (derivation.verdict.outcome === 'deny') process.exitCode = EXIT.denied;
};

const test = (options: WorkspaceChoice & { readonly json?: boolean }): void => {
  const bench = benchOf(options);
  if (bench === null) return;
  const examples = readExamples(bench.workspace);
  if (!examples.ok) {
    process.stderr.write(`${describeProblem(examples.problem)}\n`);
    process.exitCode = EXIT.configuration;
    return;
  }
  const results = examples.value.map((example) => {
    const verdict = toVerdict(derive(example.call, toContext(bench, example.lockedProject)).verdict);
    return { name: example.name, expected: example.expected, verdict, ok: verdict.outcome === example.expected };
  });
  const failed = results.filter(({ ok }) => !ok);
  if (options.json === true) process.stdout.write(`${JSON.stringify({ ok: failed.length === 0, results })}\n`);
  else {
    for (const { name, expected, verdict } of failed)
      process.stdout.write(`FAIL ${name}: expected ${expected}, got ${describe(verdict)}\n`);
    process.stdout.write(`${results.length - failed.length} of ${results.length} examples hold\n`);
  }
  if (failed.length > 0) process.exitCode = EXIT.failed;
};

/** What POLICIES.md has slips in is told and judged by nonetheless, as the gate does; null where nothing can be judged. */
const benchOf = (options: WorkspaceChoice & { readonly json?: boolean }): Bench | null => {
  const bench = openBench(directoryOf(options));
  if (!bench.ok) {
    endWith(bench.problem, options);
    return null;
  }
  for (const problem of bench.value.problems) process.stderr.write(`${describeProblem(problem)}\n`);
  return bench.value;
};

/** `git -C dir status` without quotes: what is judged would not be what was written. */
const isTorn = ([first, ...more]: readonly string[]): boolean =>
  first !== undefined && more.length > 0 && process.argv.lastIndexOf('-C') > process.argv.indexOf(first, 2);

type Asked = Pick<ToolCall, 'tool' | 'input'>;

/** The call as it is written on the command line; what is none, or two, is wrong usage. */
const askedOf = (words: readonly string[], { tool, input: json }: CallOptions, command: Command): Asked => {
  if (isTorn(words)) misuse(command, 'put the command in quotes: its own -C was read as that of gaffer');
  if (json === undefined && words.length > 0 && tool === 'Bash') return { tool, input: { command: words.join(' ') } };
  if (json === undefined || words.length > 0) misuse(command, 'give a shell command, or --tool NAME --input JSON');
  const input = parseJson(json ?? '');
  return input === undefined ? misuse(command, `--input is no JSON (found ${json})`) : { tool, input };
};

const callOf = (asked: Asked, options: CallOptions, { workspace }: Bench): ToolCall => {
  const cwd = options.cwd ?? (options.lock === undefined ? workspace : `${workspace}/${options.lock}`);
  return { ...asked, cwd, toolUseId: null };
};

const toVerdict = ({ outcome, rule, from, because }: Verdict): Verdict => ({ outcome, rule, from, because });

const describe = ({ outcome, rule, from, because }: Verdict): string =>
  `${outcome}: ${because}${rule === null ? '' : ` [${rule}${from === null ? '' : `, ${from}`}]`}`;

const describeDerivation = ({ verdict, parts }: Derivation): string => {
  const lines = parts.flatMap(({ text, steps }) => [
    visible(text),
    ...steps.map(
      ({ act, finding }) =>
        `  ${finding.outcome.padEnd(5)} ${act.kind.padEnd(9)} ${finding.stage.padEnd(10)} ${visible(finding.because)}${finding.rule === null ? '' : ` [${finding.rule}, ${finding.from}]`}`,
    ),
  ]);
  return `${[...lines, '', describe(verdict)].join('\n')}\n`;
};
