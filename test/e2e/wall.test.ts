import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { allowTool, noReply } from '../../src/claude/hook-reply.ts';
import { isReadyForPrompt, readScreen } from '../../src/claude/screen-reading.ts';
import { sandboxOf } from '../../src/compose/sandbox.ts';
import { parseConfig } from '../../src/domain/config.ts';
import { projectId } from '../../src/domain/ids.ts';
import { type ClaudeRig, openClaudeRig, type RigSpec } from '../kit/claude-rig.ts';

const PATIENT = { timeout: 40_000, interval: 100 };

let rig: ClaudeRig | undefined;
afterEach(async () => {
  await rig?.close();
  rig = undefined;
});

const wallIn = (workspace: string, project: 'apps/alpha' | null) => {
  const parsed = parseConfig({ sandbox: { enabled: 'on' } });
  if (!parsed.ok) throw new Error('the sandbox is a setting');
  const places = { workspace, own: join(workspace, '.gaffer'), runtime: join(workspace, '.gaffer/run') };
  const held = project === null ? null : projectId(project);
  return sandboxOf({ places, config: parsed.config }, { kind: 'stands' }, held);
};

/** A gate that lets everything through: what is stopped here, the operating system stops. */
const runCommands = async (
  commands: readonly string[],
  spec: Pick<RigSpec, 'prepare' | 'wallOf'>,
): Promise<ClaudeRig> => {
  const opened = await openClaudeRig({
    ...spec,
    script: [
      ...commands.map((command) => ({ call: 'Bash', input: { command, description: 'By script' } })),
      { say: 'Done.' },
    ],
    onHook: ({ event }) => (event === 'PreToolUse' ? allowTool('by script') : noReply),
  });
  rig = opened;
  await vi.waitFor(() => expect(isReadyForPrompt(readScreen(opened.screen.rows()))).toBe(true), PATIENT);
  opened.prompt('Do it');
  await vi.waitFor(
    () =>
      expect(
        opened.calls.map(({ event }) => event),
        opened.screen.text(),
      ).toContain('Stop'),
    PATIENT,
  );
  return opened;
};

const writing = (path: string): string => `node -e "require('fs').writeFileSync('${path}', 'taken')"`;

describe('the wall behind the gate, with real bubblewrap', { timeout: 180_000 }, () => {
  it('stops a program that writes into another project, and lets it write into its own', async () => {
    const opened = await runCommands([writing('own.txt'), writing('../beta/notes.txt'), writing('../../WORKER2.md')], {
      prepare: async (project) => {
        mkdirSync(join(project, '../beta'));
        writeFileSync(join(project, '../beta/notes.txt'), 'beta');
        writeFileSync(join(project, '../../WORKER2.md'), 'two');
      },
      wallOf: (project) => wallIn(dirname(dirname(project)), 'apps/alpha'),
    });
    expect(readFileSync(join(opened.project, 'own.txt'), 'utf8')).toBe('taken');
    expect(readFileSync(join(opened.project, '../beta/notes.txt'), 'utf8')).toBe('beta');
    expect(readFileSync(join(opened.project, '../../WORKER2.md'), 'utf8')).toBe('two');
    expect(opened.model.toolResults()[1]?.text).toContain('EROFS');
  });

  it('protects what would run code, also where it is not there yet', async () => {
    const files = ['.mcp.json', '.claude/settings.json', '.git/hooks/pre-commit', '.git/config'];
    const tries = [
      'mkdir -p .claude',
      'mkdir -p .git/hooks',
      ...files.map((file) => `echo x > ${file}; echo tried=$?`),
      // Git makes directories under the protected one: it ends with an error, and is not left waiting (124).
      'timeout 20 git init -q . ; echo init=$?',
    ];
    const opened = await runCommands([tries.join('; ')], {
      wallOf: (project) => wallIn(dirname(dirname(project)), 'apps/alpha'),
    });
    expect(opened.model.toolResults()[0]?.text.match(/tried=1/g)).toHaveLength(files.length);
    expect(opened.model.toolResults()[0]?.text).toContain('init=128');
    for (const file of files) expect(existsSync(join(opened.project, file)), file).toBe(false);
  });

  it('lets a session without a project write nothing in the workspace, and something in its temporary directory', async () => {
    const temporary = 'T=$(mktemp) && echo mine > "$T" && cat "$T"';
    const opened = await runCommands([writing('apps/beta/notes.txt'), writing('scratch.txt'), temporary], {
      prepare: async (workspace) => {
        mkdirSync(join(workspace, 'apps/beta'), { recursive: true });
        writeFileSync(join(workspace, 'apps/beta/notes.txt'), 'beta');
      },
      wallOf: (workspace) => wallIn(workspace, null),
    });
    expect(readFileSync(join(opened.project, 'apps/beta/notes.txt'), 'utf8')).toBe('beta');
    expect(existsSync(join(opened.project, 'scratch.txt'))).toBe(false);
    expect(opened.model.toolResults()[2]?.text).toContain('mine');
  });
});
