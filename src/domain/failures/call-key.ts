/**
 * What a tool call is before it runs: the key by which a repeat of a known failing call is seen. Paths, figures and texts
 * are particulars; the program, its verbs and its options are not.
 */
import type { ToolCall } from '../policies/verdict.ts';

/** `Bash: npm install --save PATH`; null for calls that say too little to be known again. */
export const callKeyOf = ({ tool, input }: Pick<ToolCall, 'tool' | 'input'>): string | null => {
  const fields = new Map<string, unknown>(typeof input === 'object' && input !== null ? Object.entries(input) : []);
  const command = fields.get('command');
  if (tool === 'Bash') return typeof command === 'string' ? keyOfCommand(command) : null;
  const path = fields.get('file_path') ?? fields.get('notebook_path') ?? fields.get('url');
  return typeof path === 'string' ? `${tool}: ${path.slice(path.lastIndexOf('/') + 1)}` : null;
};

export const keyOfCommand = (command: string): string | null => {
  const words = wordsOf(command);
  return words.length === 0 ? null : `Bash: ${words.map(particular).join(' ')}`;
};

/** `npm install`, `git push`, `./gradlew test`: the program and its verb. */
export const familyOf = (call: Pick<ToolCall, 'tool' | 'input'>): string => {
  const key = callKeyOf(call);
  if (key === null) return call.tool;
  if (call.tool !== 'Bash') return call.tool;
  const [program = '', verb] = key.slice('Bash: '.length).split(' ');
  return verb !== undefined && /^[a-z][a-z:-]*$/.test(verb) ? `${program} ${verb}` : program;
};

/** A key that stands in FAILURES.md, or what a person wrote there: `npm publish`, `Bash(npm publish *)`. */
export const matchesKey = (written: string, key: string): boolean => {
  const text = written.trim().replace(/^`+|`+$/g, '');
  const [, tool, specifier] = /^([A-Z]\w*)\((.*)\)$/.exec(text) ?? [];
  const wanted = tool === undefined ? (/^[A-Z]\w*: /.test(text) ? text : `Bash: ${text}`) : `${tool}: ${specifier}`;
  const start = wanted.replace(/[: ]?\*$/, '');
  const plain = wanted.startsWith('Bash: ') ? (keyOfCommand(start.slice('Bash: '.length)) ?? start) : start;
  return start === wanted ? key === plain || key === wanted : key === plain || key.startsWith(`${plain} `);
};

/** The first simple command that does something: what stands before it only prepares. */
const wordsOf = (command: string): readonly string[] => {
  const parts = command
    .split(/&&|\|\||;|\n/)
    .map((part) => (part.split('|')[0] ?? '').trim())
    .filter((part) => part !== '' && !/^(?:cd|export|set|echo|true|pushd|popd)\b/.test(part));
  const words = (parts[0] ?? command).match(/"[^"]*"|'[^']*'|[^\s"']+/g) ?? [];
  const first = words.findIndex((word) => !/^(?:[A-Za-z_]\w*=.*|env|time|nice|sudo|command|exec)$/.test(word));
  return first < 0 ? [] : words.slice(first, first + MOST_WORDS);
};

const MOST_WORDS = 12;

const particular = (word: string, at: number): string => {
  if (at === 0) return word;
  if (/^["']/.test(word)) return 'TEXT';
  if (/^\d+$/.test(word)) return 'N';
  if (word.startsWith('-')) return word.replace(/=.*/, '=');
  return /[/\\]|^\.\.?$/.test(word) ? 'PATH' : word;
};
