/** Any program: its exit code, what its output must and must not hold, and values of its JSON. */
import type { SpecOf } from '../../domain/checks/config.ts';
import { errored, type Finding, finding } from '../../domain/checks/finding.ts';
import { outputText } from '../capped-output.ts';
import { jsonBreaches, matchPattern } from './expect.ts';
import { broken, type CheckTools, lastLine } from './tools.ts';

export const checkCommand = async (spec: SpecOf<'command'>, tools: CheckTools): Promise<Finding> => {
  const [program = '', ...args] = spec.command;
  const result = await tools.run([program, ...args], {
    envNames: spec.env,
    ...(spec.cwd === null ? {} : { cwd: tools.path(spec.cwd) }),
  });
  const cut = broken(result, program);
  if (cut !== null) return cut;
  const [said, out] = [outputText(result.output).trimEnd(), outputText(result.stdout)];
  const code = result.exitCode ?? -1;
  const figures = { exit_code: code };
  const bad = (reading: 'warn' | 'fail', text: string): Finding =>
    finding(reading, text, {
      figures,
      subjects: [text.slice(0, 60)],
      fix: `Run it by hand: ${spec.command.join(' ')}`,
    });
  // 126 and 127 are a shell's way to say that there was nothing to run.
  if ((code === 126 || code === 127) && !spec.exit.includes(code))
    return errored(`${program}: ${lastLine(said)}`, 'Install what it runs.');
  if (spec.warnExit.includes(code)) return bad('warn', lastLine(said));
  if (!spec.exit.includes(code)) return bad('fail', `exit ${code}: ${lastLine(said)}`);
  for (const [pattern, wanted] of [
    [spec.matches, 'yes'],
    [spec.forbids, 'no'],
  ] as const) {
    if (pattern === null) continue;
    const match = matchPattern(pattern, said);
    if (match === 'too long') return errored(`matching ${pattern} took too long`, 'Write a simpler pattern.');
    if (match !== wanted)
      return bad(
        'fail',
        wanted === 'yes' ? `its output does not match ${pattern}: ${lastLine(said)}` : `its output matches ${pattern}`,
      );
  }
  const breaches = jsonBreaches(out, spec.json);
  return breaches.length > 0 ? bad('fail', breaches.join('; ')) : finding('pass', lastLine(said), { figures });
};
