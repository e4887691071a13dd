import type { Terminal } from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { emptyHealth } from '../../src/domain/checks/health.ts';
import { decisionId, projectId, taskId, tierName, workerNumber } from '../../src/domain/ids.ts';
import type { World } from '../../src/domain/world.ts';
import { dashboards } from '../kit/dashboards.ts';
import { exampleWorld } from '../kit/example-world.ts';
import { aPreview } from '../kit/preview.ts';
import {
  aCheck,
  aDecision,
  aLock,
  aQuestion,
  aSession,
  aTask,
  aUsage,
  aWorker,
  aWorld,
  NOON_MS,
} from '../kit/world.ts';

const dashboard = dashboards();

const ATTACKS: Readonly<Record<string, string>> = {
  'clears the screen': '\x1b[2J\x1b[H',
  'sets the title': '\x1b]0;owned\x07',
  'writes the clipboard': '\x1b]52;c;b3duZWQ=\x07',
  'asks for a report': '\x1b[6n\x1b[c\x1bP$qm\x1b\\',
  'turns modes on': '\x1b[?1049l\x1b[?1003h\x1b[?25h\x1bc',
  'speaks C1': '\x9b31m\x9d0;owned\x9c\x90q\x9c',
  'moves with plain controls': 'a\r\n\n\n\x0b\x0c\b\b\b\tb\x07\x7f',
  'turns text around': '\u202egnp.exe\u202c\u2066x\u2069',
  'hides in zero width': 'rm\u200b \u2060-rf\ufeff \u{e0041}\u{e007f}/',
  'stacks marks': `z${'\u0353'.repeat(60)}`,
  'is wide': '漢字カナ😀'.repeat(20),
  'is endless': 'x'.repeat(100_000),
  'has broken UTF-16': '\ud800\udc00\ud800 \udfff',
};

/** Every field of the World that a worker or a file can put text into, with this text. */
const worldOf = (text: string): World =>
  aWorld({
    fleet: { ...exampleWorld().fleet, workspace: text, warnings: [text] },
    projects: [projectId(text)],
    workers: [
      aWorker(1, { task: taskId('T1'), doing: text, session: aSession({ tier: tierName(text) }) }),
      aWorker(2, { state: { kind: 'failed', because: text, since: NOON_MS, evidence: text } }),
      aWorker(3, { state: { kind: 'refused', because: text, since: NOON_MS, evidence: text } }),
    ],
    tasks: [
      aTask('T1', { title: text, project: projectId(text) }),
      aTask('T2', { id: taskId(`T2${text}`), title: text, project: projectId(text), needs: [taskId(text)] }),
    ],
    locks: [aLock(text, 1, { task: taskId(text) })],
    decisions: [
      aDecision('D1', {
        project: projectId(text),
        because: text,
        question: aQuestion('Bash', { command: text, [text]: text }),
      }),
      aDecision('D2', {
        id: decisionId(`D2${text}`),
        worker: workerNumber(1),
        question: { kind: 'posted', text },
        because: text,
      }),
      aDecision('D3', {
        question: { kind: 'blocking', call: { tool: text, input: text, cwd: text, toolUseId: null } },
      }),
    ],
    usage: [aUsage(text, { inputTokens: 5 })],
    health: {
      ...emptyHealth,
      lastRoundAt: NOON_MS,
      checks: { one: aCheck(text, { reading: 'fail', evidence: text }) },
    },
    notices: [{ seq: 1, at: NOON_MS, level: 'info', text }],
  });

const stateOf = (terminal: Terminal) => ({
  modes: terminal.modes,
  buffer: terminal.buffer.active.type,
});

describe.each(Object.entries(ATTACKS))('text that %s', (_, text) => {
  it.each([
    ['on the fleet page', ''],
    ['in a card', '\t\r'],
    ['on the locks page', 'L'],
    ['in a question', 'Lf'],
    ['in help', '?'],
  ])('is only text %s', async (_where, keys) => {
    const robot = dashboard({ world: worldOf(text), cols: 100, rows: 30 });
    const titles: string[] = [];
    const replies: string[] = [];
    robot.screen.terminal.onTitleChange((title) => titles.push(title));
    robot.screen.terminal.onData((data) => replies.push(data));
    robot.press(keys);
    await robot.shows(keys === '' ? 'Backlog' : keys === 'Lf' ? 'SURE?' : keys === 'L' ? 'fence' : 'READ');
    robot.client.screens[0]?.show(aPreview(text));
    await robot.screen.frame();

    expect(robot.screen.bytes().replace(OWN_BYTES, '')).not.toMatch(ANY_HIDDEN);
    expect({ titles, replies }).toEqual({ titles: [], replies: [] });
    expect(stateOf(robot.screen.terminal)).toMatchObject({
      buffer: 'alternate',
      modes: { mouseTrackingMode: 'vt200' },
    });
    const rows = (await robot.screen.frame()).split('\n');
    const framed = rows.filter((row) => row.startsWith('╭') || row.startsWith('│') || row.startsWith('╰'));
    expect(framed.filter((row) => !/[╮│╯]$/.test(row)).join('\n')).toBe('');
  });
});

/** What Ink and the dashboard may write: colours, cursor and erase, their own modes, line ends. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the point of the test.
const OWN_BYTES = /\x1b\[[\d;]*[mABCDEGHJK]|\x1b\[\?(?:25|1000|1006|1049|2004|2026)[hl]|\n/g;
const ANY_HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
