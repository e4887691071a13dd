/**
 * Records the screens of the installed Claude Code that `screen-reading` must read, one text file each, under the
 * version's directory. Run by hand for a new version: node test/recordings/record-screens.ts
 */
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { allowTool, askTool, type HookReply, noReply } from '../../src/claude/hook-reply.ts';
import { CLAUDE, type ClaudeRig, openClaudeRig, type RigSpec } from '../kit/claude-rig.ts';

interface Recording {
  readonly name: string;
  readonly spec: RigSpec;
  /** Brings the screen about; it is recorded once `shows` matches and the screen has come to rest. */
  readonly act?: (rig: ClaudeRig) => Promise<void>;
  readonly shows: RegExp;
}

const askAlways = (call: { readonly event: string }): HookReply | Promise<HookReply> =>
  call.event === 'PreToolUse'
    ? askTool('by script')
    : call.event === 'PermissionRequest'
      ? new Promise<HookReply>(() => {})
      : noReply;

const promptWhenReady = async (rig: ClaudeRig): Promise<void> => {
  await until(rig, /manual mode on/);
  rig.prompt('Do the work');
};

const bash = { call: 'Bash', input: { command: 'npm test', description: 'Run the tests' } };

const recordings: readonly Recording[] = [
  { name: 'ready', spec: { script: [] }, shows: /manual mode on/ },
  {
    name: 'ready-with-draft',
    spec: { script: [] },
    act: async (rig) => {
      await until(rig, /manual mode on/);
      rig.screen.write('half a thought');
    },
    shows: /half a thought/,
  },
  {
    name: 'ready-after-turn',
    spec: { script: [{ say: 'All done.' }] },
    act: promptWhenReady,
    shows: /All done\.[\s\S]*^❯/m,
  },
  { name: 'busy', spec: { script: [{ stall: true }] }, act: promptWhenReady, shows: /esc to interrupt/ },
  {
    // The third try is the first one that names its reason, before the word of an answer stood in its place.
    name: 'retrying',
    spec: {
      script: Array.from({ length: 3 }, () => ({
        fail: 429,
        type: 'rate_limit_error',
        message: 'This request would exceed your organization’s rate limit of 50,000 input tokens per minute.',
      })),
    },
    act: promptWhenReady,
    shows: /retrying in \d+s · attempt 3/,
  },
  {
    name: 'interrupted',
    spec: {
      script: [{ call: 'Bash', input: { command: 'tail -f /dev/null', description: 'Wait' } }],
      onHook: ({ event }) => (event === 'PreToolUse' ? allowTool('by script') : noReply),
    },
    act: async (rig) => {
      await promptWhenReady(rig);
      await until(rig, /Running/);
      rig.screen.write('\x1b');
    },
    shows: /Interrupted/,
  },
  {
    // Before the first word of an answer, Escape takes the prompt back into the composer and leaves no other trace.
    name: 'interrupted-early',
    spec: { script: [{ stall: true }] },
    act: async (rig) => {
      await promptWhenReady(rig);
      await until(rig, /esc to interrupt/);
      rig.screen.write('\x1b');
    },
    shows: /─\n❯\sDo the work/,
  },
  { name: 'permission-bash', spec: { script: [bash], onHook: askAlways }, act: promptWhenReady, shows: /Do you want/ },
  {
    name: 'permission-write',
    spec: {
      script: [{ call: 'Write', input: { file_path: 'theme.ts', content: 'export const dark = true;\n' } }],
      onHook: askAlways,
    },
    act: promptWhenReady,
    shows: /Do you want/,
  },
  {
    name: 'question',
    spec: {
      script: [
        {
          call: 'AskUserQuestion',
          input: {
            questions: [
              {
                question: 'Which colour shall the button have?',
                header: 'Colour',
                multiSelect: false,
                options: [
                  { label: 'Red', description: 'As the logo' },
                  { label: 'Blue', description: 'As the links' },
                ],
              },
            ],
          },
        },
      ],
    },
    act: promptWhenReady,
    shows: /Which colour/,
  },
  {
    name: 'network-request',
    spec: {
      script: [{ call: 'Bash', input: { command: 'curl -sS http://example.com', description: 'Fetch' } }],
      settings: {
        sandbox: { enabled: true, autoAllowBashIfSandboxed: true, network: { allowedDomains: ['a.invalid'] } },
      },
      onHook: ({ event }) => (event === 'PreToolUse' ? allowTool('by script') : noReply),
    },
    act: promptWhenReady,
    shows: /Network request/,
  },
  { name: 'trust', spec: { script: [], trusted: false }, shows: /trust/i },
  {
    name: 'settings-error',
    spec: { script: [], spoilSettings: (settings) => ({ ...settings, tui: 'sideways' }) },
    shows: /Settings Error/i,
  },
  {
    name: 'api-key',
    spec: {
      script: [],
      overrides: { ANTHROPIC_API_KEY: 'rehearsal-key-of-no-value-0123456789', ANTHROPIC_AUTH_TOKEN: '' },
    },
    shows: /API key/,
  },
  {
    name: 'model-picker',
    spec: { script: [] },
    act: async (rig) => {
      await until(rig, /manual mode on/);
      rig.prompt('/model');
    },
    shows: /Select model/i,
  },
];

const PATIENCE_MS = 20_000;
const LOOK_MS = 100;
/** Spinners never rest; everything else has within this. */
const REST_MS = 800;

const until = async (rig: ClaudeRig, pattern: RegExp): Promise<boolean> => {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    if (pattern.test(rig.screen.text())) return true;
    await pause(LOOK_MS);
  }
  return false;
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const version = execFileSync(CLAUDE, ['--version'], { encoding: 'utf8' }).split(' ')[0] ?? 'unknown';
const directory = join(import.meta.dirname, version);
await mkdir(directory, { recursive: true });
const wanted = process.argv.slice(2);
for (const { name, spec, act, shows } of recordings) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const rig = await openClaudeRig(spec);
  await act?.(rig);
  const seen = await until(rig, shows);
  await pause(REST_MS);
  const text = `${rig.screen
    .rows()
    .map((row) => row.trimEnd())
    .join('\n')
    .replaceAll(/\/tmp\/gaffer-rig-\w+/g, '/home/mara')
    .trimEnd()}\n`;
  if (seen) await writeFile(join(directory, `${name}.txt`), text);
  console.log(seen ? `${name}: recorded` : `${name}: NOT SEEN\n${text}`);
  await rig.close();
}
