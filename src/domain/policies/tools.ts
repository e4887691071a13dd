/**
 * Reads a tool call into parts and acts. An input must fit the tool's schema exactly: a field that is missing, empty, of
 * another type or not known to the tool leaves the call unclear, for nobody can say which field the tool would obey.
 */
import { z } from 'zod';
import type { Act, Part } from './act.ts';
import type { JudgeContext } from './context.ts';
import { pathFrom } from './paths.ts';
import { picksSecrets } from './secrets.ts';
import { analyseShell } from './shell/analyse.ts';
import { bracesOf } from './shell/braces.ts';
import { globbing, oddities, pathsMeant, reads } from './tool-paths.ts';
import type { ToolCall } from './verdict.ts';

export const partsOf = (call: ToolCall, context: JudgeContext): readonly Part[] => {
  const reader = Object.hasOwn(TOOLS, call.tool) ? TOOLS[call.tool] : undefined;
  return reader === undefined ? [otherTool(call)] : reader(call, context);
};

type ToolReader = (call: ToolCall, context: JudgeContext) => readonly Part[];

/** A reader for calls whose input fits `schema`; all other inputs are unclear. */
const fitting =
  <Input>(
    schema: z.ZodType<Input>,
    read: (input: Input, call: ToolCall, context: JudgeContext) => readonly Part[],
  ): ToolReader =>
  (call, context) => {
    const parsed = schema.safeParse(call.input);
    if (parsed.success) return read(parsed.data, call, context);
    const [issue] = parsed.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? 'input' : issue.path.join('.');
    const suspects = pathsIn(call.input).map(
      (path): Act => ({ kind: 'write', path: pathFrom(call.cwd, path), how: 'file', door: 'unknown-program' }),
    );
    const acts: readonly Act[] = [
      {
        kind: 'unclear',
        because: `the input does not fit the tool ${call.tool}: ${where}: ${issue?.message ?? 'invalid'}`,
      },
    ];
    return [{ text: call.tool, acts: EDITS.has(call.tool) ? [...acts, ...suspects] : acts }];
  };

const EDITS: ReadonlySet<string> = new Set(['Edit', 'Write', 'MultiEdit', 'NotebookEdit']);

/** Paths of an input that does not fit: a call may be refused by them, not let through. */
const pathsIn = (input: unknown): readonly string[] =>
  typeof input !== 'object' || input === null
    ? []
    : Object.values(input).filter(
        (value) =>
          typeof value === 'string' && value.startsWith('/') && !value.includes('\0') && value.length < MAX_PATH,
      );

/** PATH_MAX of Linux. */
const MAX_PATH = 4096;

const path = z
  .string()
  .min(1)
  .max(MAX_PATH)
  .refine((text) => text.trim() !== '', 'is blank')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  .refine((text) => !/[\x00-\x1f\x7f]/.test(text), 'holds control characters');
const words = z
  .string()
  .min(1)
  .refine((text) => !text.includes('\0'), 'holds a NUL');
const content = z.string().refine((text) => !text.includes('\0'), 'holds a NUL');
const count = z.number().int().nonnegative();
const change = z.strictObject({ old_string: words, new_string: content, replace_all: z.boolean().optional() });

const edits = (given: string, call: ToolCall, context: JudgeContext): readonly Part[] => [
  {
    text: `${call.tool}(${given})`,
    acts: [
      ...oddities(given),
      ...pathsMeant(given, call, context).map(
        (each): Act => ({ kind: 'write', path: each, how: 'file', door: 'tool' }),
      ),
    ],
  },
];

const TOOLS: Readonly<Record<string, ToolReader>> = {
  Bash: fitting(
    z.strictObject({
      command: words.refine((text) => text.trim() !== '', 'is blank'),
      description: z.string().optional(),
      timeout: count.optional(),
      run_in_background: z.boolean().optional(),
      dangerouslyDisableSandbox: z.boolean().optional(),
    }),
    (input, call, context) => [
      ...analyseShell(input.command, call.cwd, context),
      ...(input.dangerouslyDisableSandbox === true
        ? [
            {
              text: 'dangerouslyDisableSandbox',
              acts: [{ kind: 'unclear', because: 'the sandbox is to be left' } as const],
            },
          ]
        : []),
    ],
  ),
  Read: fitting(
    z.strictObject({
      file_path: path,
      offset: z.number().optional(),
      limit: z.number().optional(),
      pages: z.string().optional(),
    }),
    (input, call, context) => [
      { text: `Read(${input.file_path})`, acts: reads(input.file_path, 'content', call, context) },
    ],
  ),
  NotebookRead: fitting(
    z.strictObject({ notebook_path: path, cell_id: z.string().optional() }),
    (input, call, context) => [
      { text: `NotebookRead(${input.notebook_path})`, acts: reads(input.notebook_path, 'content', call, context) },
    ],
  ),
  LS: fitting(z.strictObject({ path, ignore: z.array(z.string()).optional() }), (input, call, context) => [
    { text: `LS(${input.path})`, acts: reads(input.path, 'names', call, context) },
  ]),
  Glob: fitting(z.strictObject({ pattern: words, path: path.optional() }), (input, call, context) => {
    const base = input.path ?? call.cwd;
    return [
      {
        text: `Glob(${input.pattern})`,
        acts: [
          ...reads(base, 'walk', call, context),
          ...pathsMeant(base, call, context).flatMap((each) => globbing(input.pattern, each)),
        ],
      },
    ];
  }),
  Grep: fitting(
    z.strictObject({
      pattern: words,
      path: path.optional(),
      glob: words.optional(),
      type: z
        .string()
        .regex(/^[a-z0-9+#_-]{1,20}$/)
        .optional(),
      output_mode: z.enum(['content', 'files_with_matches', 'count']).optional(),
      '-A': count.optional(),
      '-B': count.optional(),
      '-C': count.optional(),
      context: count.optional(),
      '-n': z.boolean().optional(),
      '-i': z.boolean().optional(),
      '-o': z.boolean().optional(),
      head_limit: count.optional(),
      offset: count.optional(),
      multiline: z.boolean().optional(),
    }),
    (input, call, context) => {
      const base = input.path ?? call.cwd;
      const globs = (input.glob ?? '')
        .split(/[\s,]+(?![^{]*\})/)
        .filter((each) => each !== '' && !each.startsWith('!'));
      const picking = globs.filter((each) =>
        (bracesOf(each) ?? [each]).some((one) => picksSecrets(one) || /\.\.|^\//.test(one)),
      );
      return [
        {
          text: `Grep(${input.pattern})`,
          acts: [
            ...reads(base, 'search', call, context),
            ...pathsMeant(base, call, context).map((each): Act => ({ kind: 'read', path: each, how: 'content' })),
            ...picking.map(
              (each): Act => ({ kind: 'unclear', because: `${each} may match a secret or lie elsewhere` }),
            ),
            ...(SECRET_TYPES.has(input.type ?? '')
              ? [{ kind: 'unclear', because: `type ${input.type} may hold secrets` } as const]
              : []),
          ],
        },
      ];
    },
  ),
  Edit: fitting(change.extend({ file_path: path }), (input, call, context) => edits(input.file_path, call, context)),
  Write: fitting(z.strictObject({ file_path: path, content }), (input, call, context) =>
    edits(input.file_path, call, context),
  ),
  MultiEdit: fitting(z.strictObject({ file_path: path, edits: z.array(change).min(1) }), (input, call, context) =>
    edits(input.file_path, call, context),
  ),
  NotebookEdit: fitting(
    z.strictObject({
      notebook_path: path,
      new_source: content,
      cell_id: z.string().optional(),
      cell_number: count.optional(),
      cell_type: z.enum(['code', 'markdown']).optional(),
      edit_mode: z.enum(['replace', 'insert', 'delete']).optional(),
    }),
    (input, call, context) => edits(input.notebook_path, call, context),
  ),
};

const SECRET_TYPES: ReadonlySet<string> = new Set(['env', 'dotenv', 'pem', 'cert', 'certs', 'config']);

/** Any other tool is known by its name and by what it is aimed at. */
const otherTool = (call: ToolCall): Part => {
  const input: unknown = call.input;
  const fields =
    typeof input === 'object' && input !== null ? new Map(Object.entries(input)) : new Map<string, unknown>();
  const model = fields.get('model');
  const tool: Act = { kind: 'tool', tool: String(call.tool), subject: subjectOf(fields) };
  const spawns = call.tool === 'Task' || call.tool === 'Agent';
  return {
    text: String(call.tool),
    acts: spawns ? [tool, { kind: 'model', model: typeof model === 'string' ? model : '' }] : [tool],
  };
};

/** What a rule's parentheses mean: `WebFetch(domain:example.com)`, `Task(reviewer)`. */
const subjectOf = (fields: ReadonlyMap<string, unknown>): string | null => {
  const url = fields.get('url');
  if (typeof url === 'string') return URL.canParse(url) ? `domain:${new URL(url).hostname}` : null;
  const agent = fields.get('subagent_type') ?? fields.get('skill');
  return typeof agent === 'string' ? agent : null;
};
