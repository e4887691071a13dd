import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { allowTool, noReply } from '../../src/claude/hook-reply.ts';
import { isReadyForPrompt, readScreen } from '../../src/claude/screen-reading.ts';
import { sandboxOf } from '../../src/compose/sandbox.ts';
import { parseConfig } from '../../src/domain/config.ts';
import { projectId, workerNumber } from '../../src/domain/ids.ts';
import { type ClaudeRig, openClaudeRig, type RigSpec } from '../kit/claude-rig.ts';
import { PureFleet } from '../kit/pure-fleet.ts';

const PATIENT = { timeout: 40_000, interval: 100 };

let rig: ClaudeRig | undefined;
afterEach(async () => {
  await rig?.close();
  rig = undefined;
});

/** Worker 2 holds apps/beta; the wall is worker 1's. */
const wallIn = (workspace: string, project: 'apps/alpha' | null) => {
  const parsed = parseConfig({ sandbox: { enabled: 'on' } });
  if (!parsed.ok) throw new Error('the sandbox is a setting');
  const fleet = new PureFleet().boot();
  fleet.must({ kind: 'start-fleet' });
  fleet.seat(2);
  fleet.must({ kind: 'claim-project', ...fleet.live(2), project: projectId('apps/beta'), door: 'mcp' });
  const places = { workspace, own: join(workspace, '.gaffer'), runtime: join(workspace, '.gaffer/run') };
  return sandboxOf(
    { places, config: parsed.config, world: () => fleet.world },
    { kind: 'stands' },
    { worker: workerNumber(1), project: project === null ? null : projectId(project) },
  );
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
    ];
    const opened = await runCommands([tries.join('; ')], {
      wallOf: (project) => wallIn(dirname(dirname(project)), 'apps/alpha'),
    });
    expect(opened.model.toolResults()[0]?.text.match(/tried=1/g)).toHaveLength(files.length);
    for (const file of files) expect(existsSync(join(opened.project, file)), file).toBe(false);
  });

  it('keeps a session without a project out of what others hold and out of the shared files', async () => {
    const opened = await runCommands([writing('scratch.txt'), writing('apps/beta/notes.txt'), writing('POLICIES.md')], {
      prepare: async (workspace) => {
        mkdirSync(join(workspace, 'apps/beta'), { recursive: true });
        writeFileSync(join(workspace, 'apps/beta/notes.txt'), 'beta');
        writeFileSync(join(workspace, 'POLICIES.md'), 'rules');
      },
      wallOf: (workspace) => wallIn(workspace, null),
    });
    expect(readFileSync(join(opened.project, 'scratch.txt'), 'utf8')).toBe('taken');
    expect(readFileSync(join(opened.project, 'apps/beta/notes.txt'), 'utf8')).toBe('beta');
    expect(readFileSync(join(opened.project, 'POLICIES.md'), 'utf8')).toBe('rules');
  });
});
