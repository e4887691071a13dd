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
import { EXIT } from './exit.ts';
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

const check = async (words: readonly string[], options: CallOptions): Promise<void> => {
  if (isTorn(words)) {
    misused(TORN);
    return;
  }
  const bench = openBench(directoryOf(options));
  complain(bench);
  if (options.jsonl === true) {
    await checkStream(bench);
    return;
  }
  const call = callOf(words, options, bench);
  if (call === null) {
    misused();
    return;
  }
  const { verdict } = derive(call, toContext(bench, options.lock ?? null));
  process.stdout.write(options.json === true ? `${JSON.stringify(toVerdict(verdict))}\n` : `${describe(verdict)}\n`);
  if (verdict.outcome === 'deny') process.exitCode = EXIT.denied;
};

const explain = (words: readonly string[], options: CallOptions): void => {
  if (isTorn(words)) {
    misused(TORN);
    return;
  }
  const bench = openBench(directoryOf(options));
  complain(bench);
  const call = callOf(words, options, bench);
  if (call === null) {
    misused();
    return;
  }
  const derivation = derive(call, toContext(bench, options.lock ?? null));
  process.stdout.write(options.json === true ? `${JSON.stringify(derivation)}\n` : describeDerivation(derivation));
  if (derivation.verdict.outcome === 'deny') process.exitCode = EXIT.denied;
};

const test = (options: WorkspaceChoice & { readonly json?: boolean }): void => {
  const bench = openBench(directoryOf(options));
  complain(bench);
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

const complain = ({ problems }: Bench): void => {
  for (const problem of problems) process.stderr.write(`${describeProblem(problem)}\n`);
};

/** `git -C dir status` without quotes: what is judged would not be what was written. */
const isTorn = ([first, ...more]: readonly string[]): boolean =>
  first !== undefined && more.length > 0 && process.argv.lastIndexOf('-C') > process.argv.indexOf(first, 2);

const TORN = 'Put the command in quotes: its own -C was read as that of gaffer.';

const misused = (how = 'Give a shell command, or --tool NAME --input JSON.'): void => {
  process.stderr.write(`${how}\n`);
  process.exitCode = EXIT.usage;
};

const callOf = (words: readonly string[], options: CallOptions, { workspace }: Bench): ToolCall | null => {
  const cwd = options.cwd ?? (options.lock === undefined ? workspace : `${workspace}/${options.lock}`);
  if (options.input === undefined)
    return words.length === 0 ? null : { tool: 'Bash', input: { command: words.join(' ') }, cwd, toolUseId: null };
  const input = parseJson(options.input);
  return input === undefined ? null : { tool: options.tool, input, cwd, toolUseId: null };
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
