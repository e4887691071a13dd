/**
 * Reads POLICIES.md: four sections, whose bullets hold rules in code spans, then optionally where they hold, then a dash
 * and the reason. A rule that cannot be read is a problem with its line and never widens what is allowed: a permission
 * with a condition that is not understood is void, a prohibition holds without it.
 */
import type { ListItem, Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import type { Note, Policy, Rule, RuleScope } from '../domain/policies/policy.ts';
import type { VerdictOutcome } from '../domain/policies/verdict.ts';
import type { Problem } from '../domain/problem.ts';
import { isToolInOtherCase, meantTool } from './tool-names.ts';

export interface PoliciesFile {
  readonly policy: Policy;
  readonly problems: readonly Problem[];
}

export const parsePolicies = (source: string, file = 'POLICIES.md'): PoliciesFile => {
  const bullets = bulletsOf(fromMarkdown(source));
  const read = bullets.map((bullet) => readBullet(bullet, file));
  return {
    policy: { rules: read.flatMap(({ rules }) => rules), notes: read.flatMap(({ notes }) => notes) },
    problems: read.flatMap(({ problems }) => problems),
  };
};

interface Bullet {
  readonly section: Section;
  readonly spans: readonly string[];
  /** The text after the last span, where the condition and the reason stand. */
  readonly tail: string;
  readonly text: string;
  readonly line: number;
}

type Section = 'pre-approved' | 'boundaries' | 'ask first' | 'standing decisions' | 'other';

const sectionOf = (heading: string): Section => {
  const name = heading.trim().toLowerCase();
  if (/^(pre-?approved|allow)/.test(name)) return 'pre-approved';
  if (/^(boundar|deny|forbidden|never)/.test(name)) return 'boundaries';
  if (/^ask/.test(name)) return 'ask first';
  return /^standing/.test(name) ? 'standing decisions' : 'other';
};

const bulletsOf = (root: Root): readonly Bullet[] => {
  const bullets: Bullet[] = [];
  let section: Section = 'other';
  for (const node of root.children) {
    if (node.type === 'heading') section = sectionOf(plain(node));
    if (node.type !== 'list') continue;
    for (const item of node.children) bullets.push(...itemBullets(item, section));
  }
  return bullets;
};

const itemBullets = (item: ListItem, section: Section): readonly Bullet[] => {
  const [head, ...rest] = item.children;
  const nested = rest.flatMap((node) =>
    node.type === 'list' ? node.children.flatMap((each) => itemBullets(each, section)) : [],
  );
  if (head?.type !== 'paragraph') return nested;
  const last = head.children.findLastIndex(
    ({ type, ...child }) => type === 'inlineCode' && 'value' in child && isMeantAsRule(child.value),
  );
  const spans = head.children.flatMap((child, at) => (child.type === 'inlineCode' && at <= last ? [child.value] : []));
  const tail = head.children
    .slice(last + 1)
    .map(plain)
    .join('');
  return [{ section, spans, tail, text: plain(head), line: item.position?.start.line ?? 1 }, ...nested];
};

const plain = (node: Nodes): string => {
  if ('value' in node) return node.value;
  return 'children' in node ? node.children.map(plain).join('') : '';
};

/** `Tool`, `Tool(specifier)`, `mcp__server__*`. */
const RULE = /^([A-Z][A-Za-z]*|mcp__[\w*-]+)(?:\((.*)\))?$/s;
/** With a slip in it, it must be said: a prohibition that was taken for prose would forbid nothing. */
const isMeantAsRule = (span: string): boolean => {
  const text = span.trim();
  return RULE.test(text) || BEGUN.test(text) || isToolInOtherCase(/^(\w+)\(/.exec(text)?.[1] ?? '');
};
const BEGUN = /^(?:[A-Z][A-Za-z]*|mcp__[\w*-]+)\(/;
/** A code span that nobody closed is text, its backtick included. */
const UNCLOSED = /`\s*((?:[A-Z][A-Za-z]*|mcp__[\w*-]+)\(.*)/;

interface Read {
  readonly rules: readonly Rule[];
  readonly notes: readonly Note[];
  readonly problems: readonly Problem[];
}

const readBullet = (bullet: Bullet, file: string): Read => {
  const { section, spans, tail, text, line } = bullet;
  const outcome = outcomeOf(section, text);
  const note: Read = { rules: [], notes: [{ text, line }], problems: [] };
  const where = { file, line };
  const unclosed = UNCLOSED.exec(text)?.[1];
  if (spans.length === 0 && outcome !== null && unclosed !== undefined)
    return { ...note, problems: [unreadRule(unclosed, where)] };
  if (spans.length === 0 || outcome === null) return note;
  const { scope, reason, unread } = readTail(tail);
  const problems: Problem[] = [];
  if (unread !== null)
    problems.push({
      kind: 'parse',
      message: 'The condition of a rule is not understood',
      where,
      found: unread,
      expected: '`in locked`, `outside locked` or `in` with a project glob, then a dash and the reason',
      next: outcome === 'allow' ? 'The permission is not in force.' : 'The rule holds without its condition.',
    });
  const standing = section === 'standing decisions' && outcome === 'allow' ? { standing: true as const } : {};
  const rules =
    unread !== null && outcome === 'allow'
      ? []
      : spans.flatMap((span) => readRule(span, where, problems, { outcome, scope, reason, ...standing }));
  return { rules, notes: [], problems };
};

/** A standing decision says in its words what was decided. */
const outcomeOf = (section: Section, text: string): VerdictOutcome | null => {
  if (section === 'pre-approved') return 'allow';
  if (section === 'boundaries') return 'deny';
  if (section === 'ask first') return 'ask';
  if (section === 'other') return null;
  if (/^\W*(deny|never|no\b|refuse)/i.test(text)) return 'deny';
  return /^\W*ask/i.test(text) ? 'ask' : 'allow';
};

const readRule = (
  span: string,
  where: { readonly file: string; readonly line: number },
  problems: Problem[],
  common: Pick<Rule, 'outcome' | 'scope' | 'reason' | 'standing'>,
): readonly Rule[] => {
  const text = span.trim();
  const [, tool, specifier] = RULE.exec(text) ?? [];
  if (tool === undefined || specifier?.trim() === '') {
    if (/[(]/.test(text)) problems.push(unreadRule(text, where));
    return [];
  }
  const meant = meantTool(tool);
  if (meant !== null)
    problems.push({
      kind: 'parse',
      message: `No tool is called ${tool}, so this rule says nothing of ${meant}`,
      where,
      found: text,
      next: `Write ${meant}, if you meant that tool.`,
    });
  return [{ ...common, tool, specifier: specifier ?? null, text, file: where.file, line: where.line }];
};

const unreadRule = (found: string, where: NonNullable<Problem['where']>): Problem => ({
  kind: 'parse',
  message: 'A rule cannot be read',
  where,
  found,
  expected: 'a rule such as `Bash(npm test)` or `Edit(src/**)`',
});

interface Tail {
  readonly scope: RuleScope;
  readonly reason: string | null;
  readonly unread: string | null;
}

/** `in locked - reason`, `outside locked: reason`, `in apps/**`. */
const readTail = (tail: string): Tail => {
  const [, condition = '', reason = ''] =
    /^(.*?)(?:(?:^|\s)(?:-{1,2}|[–—])\s(.*)|:\s(.*))?$/s.exec(tail.trim().replace(/^[,.]\s*/, '')) ?? [];
  const given = condition.trim().replace(/[.,;:]$/, '');
  const shared = { reason: reason.trim() === '' ? null : reason.trim() };
  if (given === '') return { ...shared, scope: { kind: 'anywhere' }, unread: null };
  if (LOCKED.test(given)) return { ...shared, scope: { kind: 'locked' }, unread: null };
  if (UNLOCKED.test(given)) return { ...shared, scope: { kind: 'unlocked' }, unread: null };
  const [, glob] = /^in\s+(?:project\s+)?([\w./*{},@-]+)$/i.exec(given) ?? [];
  if (glob !== undefined)
    return { ...shared, scope: { kind: 'projects', glob: glob.replace(/\/\*\*$/, '/*') }, unread: null };
  return { ...shared, scope: { kind: 'anywhere' }, unread: given };
};

const LOCKED = /^(only\s+)?(run\s+)?(in|inside|within)\s+(the\s+)?locked(\s+project)?('s repository)?$/i;
const UNLOCKED =
  /^(outside|outside of|not in|except in)\s+(the\s+)?locked(\s+project)?$|^(in|of)\s+(an)?other\s+projects?$/i;
