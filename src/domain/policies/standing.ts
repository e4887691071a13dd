/**
 * The rule that "always" adds for a decision: as narrow as a rule can be, the very command or the very file or site, in
 * the project where it was asked. What no such rule can name is refused, never widened.
 */
import { fail, ok, type Result } from '../problem.ts';
import type { Decision } from './decision.ts';

export interface StandingRule {
  /** As it stands in a code span: `Bash(git push origin main)`. */
  readonly rule: string;
  /** Null where a rule of its kind holds everywhere. */
  readonly project: string | null;
}

export const standingRule = (decision: Decision, workspace: string): Result<StandingRule> => {
  const { question, project } = decision;
  if (question.kind === 'posted') return refused('a posted question has no call to allow');
  const { tool, input } = question.call;
  const fields = new Map<string, unknown>(typeof input === 'object' && input !== null ? Object.entries(input) : []);
  if (tool === 'WebFetch') return siteRule(fields.get('url'));
  if (/^mcp__[\w-]+$/.test(tool)) return ok({ rule: tool, project: null });
  if (project === null) return refused('it was asked outside of any project, where a rule would hold everywhere');
  if (!PLAIN_PATH.test(project)) return refused(`a rule cannot name the project ${project}`);
  if (tool === 'Bash') return commandRule(fields.get('command'), project);
  const path = fields.get('file_path') ?? fields.get('notebook_path');
  if (typeof path === 'string') return pathRule(tool, path, `${workspace}/${project}/`, project);
  return refused(`no rule is narrow enough for ${tool}`);
};

/** Its rule and where it holds, as POLICIES.md has them. */
export const ruleText = ({ rule, project }: StandingRule): string =>
  `\`${rule}\`${project === null ? '' : ` in ${project}`}`;

/** The bullet for POLICIES.md. */
export const standingLine = (rule: StandingRule, { id }: Decision, now: number): string =>
  `- ${ruleText(rule)} - always, by ${id} on ${new Date(now).toISOString().slice(0, 10)}`;

/** Words that mean themselves to the shell, to a rule and to Markdown alike. */
const PLAIN_COMMAND = /^[\w./=@,+%-][\w./:=@,+% -]*$/;
const PLAIN_PATH = /^[\w./@-]+$/;

const commandRule = (command: unknown, project: string): Result<StandingRule> =>
  typeof command === 'string' && PLAIN_COMMAND.test(command)
    ? ok({ rule: `Bash(${command.trim()})`, project })
    : refused('the command has signs of the shell in it, so that one rule cannot name exactly it');

const pathRule = (tool: string, path: string, root: string, project: string): Result<StandingRule> => {
  const name = path.startsWith(root) ? path.slice(root.length) : null;
  return name !== null && PLAIN_PATH.test(name) && !name.split('/').includes('..') && /^[A-Z][A-Za-z]*$/.test(tool)
    ? // From the workspace on: a name alone would stand for every file of that name.
      ok({ rule: `${tool}(${project}/${name})`, project })
    : refused('the file lies outside of the project, or its name is more than a rule can name exactly');
};

const siteRule = (url: unknown): Result<StandingRule> => {
  const host = typeof url === 'string' ? (/^https?:\/\/([a-z0-9.-]+)(?=[:/?#]|$)/i.exec(url)?.[1] ?? null) : null;
  return host === null
    ? refused('the address names no plain host')
    : ok({ rule: `WebFetch(domain:${host.toLowerCase()})`, project: null });
};

const refused = (why: string): Result<never> =>
  fail({
    kind: 'refused',
    message: `"always" cannot be answered here: ${why}`,
    next: 'Approve it once, or write a rule into POLICIES.md yourself.',
  });
