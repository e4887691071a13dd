/**
 * A tool call in a few words, for a person who watches many workers: `Edit src/theme.ts`, `Bash npm test`.
 * It is worker text: whoever shows it makes its control characters visible.
 */
import { oneLine } from '../one-line.ts';
import type { ToolCall } from './verdict.ts';

/** Wider than any pane's title has room for. */
const MAX_LENGTH = 120;

export const describeCall = (call: ToolCall): string => {
  const subject = subjectOf(call);
  const text = subject === null ? toolName(call.tool) : `${toolName(call.tool)} ${subject}`;
  const line = oneLine(text);
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH - 1)}…` : line;
};

/** `mcp__gaffer__claim_project` is `gaffer claim_project` to a person. */
const toolName = (tool: string): string => {
  const [prefix, server, ...name] = tool.split('__');
  return prefix === 'mcp' && name.length > 0 ? `${server} ${name.join('__')}` : tool;
};

/** The fields that say what a call is about, most telling first; paths are shown from the working directory. */
const SUBJECTS = ['command', 'file_path', 'notebook_path', 'pattern', 'url', 'query', 'project', 'description', 'path'];

const subjectOf = ({ input, cwd }: ToolCall): string | null => {
  if (typeof input !== 'object' || input === null) return null;
  const fields = new Map(Object.entries(input));
  const name = SUBJECTS.find((subject) => typeof fields.get(subject) === 'string');
  const value = name === undefined ? undefined : fields.get(name);
  if (name === undefined || typeof value !== 'string') return null;
  return name.endsWith('path') ? shortPath(value, cwd) : value;
};

/** Relative to the working directory where that is shorter: `src/theme.ts`, `../../WORKER1.md`. */
const shortPath = (path: string, cwd: string): string => {
  if (!path.startsWith('/')) return path;
  const [from, to] = [cwd, path].map((each) => each.split('/').filter((part) => part !== ''));
  if (from === undefined || to === undefined) return path;
  const common = from.findIndex((part, index) => part !== to[index]);
  const shared = common === -1 ? from.length : common;
  const short = [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
  return short === '' ? '.' : short.length < path.length ? short : path;
};
