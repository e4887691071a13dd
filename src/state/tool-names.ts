/**
 * The tools of Claude Code 2.1.330 by name, to tell a slip of the pen in a rule from a tool that we do not know. It only
 * warns: a rule for an unknown name stays in force, since the next version may bring that tool.
 */
import { nearestWord } from '../domain/nearest-word.ts';

const TOOL_NAMES: readonly string[] = [
  ...['Bash', 'BashOutput', 'KillShell', 'PowerShell', 'Monitor', 'REPL'],
  ...['Read', 'Edit', 'Write', 'MultiEdit', 'NotebookRead', 'NotebookEdit', 'Glob', 'Grep', 'LS', 'LSP'],
  ...['WebFetch', 'WebSearch', 'ToolSearch'],
  ...['Agent', 'Task', 'Skill', 'Workflow', 'Config', 'SendMessage', 'SendUserMessage'],
  ...['TodoWrite', 'TaskCreate', 'TaskUpdate', 'TaskList', 'TaskGet', 'TaskOutput', 'TaskStop'],
  ...['TeamCreate', 'TeamDelete', 'CronCreate', 'CronDelete', 'CronList', 'RemoteTrigger', 'PushNotification'],
  ...['AskUserQuestion', 'EnterPlanMode', 'ExitPlanMode', 'EnterWorktree', 'ExitWorktree', 'StructuredOutput'],
  ...['ListMcpResourcesTool', 'ReadMcpResourceTool', 'ReadMcpResourceDirTool', 'WaitForMcpServers'],
];

/** The tool that a name not known most likely means, or null when it is one, or like none. */
export const meantTool = (name: string): string | null =>
  name.startsWith('mcp__') || TOOL_NAMES.includes(name) ? null : nearestWord(name, TOOL_NAMES);

/** Whether a word is a tool's name but for large and small letters. */
export const isToolInOtherCase = (word: string): boolean =>
  !TOOL_NAMES.includes(word) && TOOL_NAMES.some((name) => name.toLowerCase() === word.toLowerCase());
