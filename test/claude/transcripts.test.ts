import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTranscripts } from '../../src/claude/transcripts.ts';
import { tempDir } from '../kit/temp.ts';

const line = (id: string, output: number, more: object = {}): string =>
  JSON.stringify({
    type: 'assistant',
    timestamp: '2026-11-23T03:21:12.683Z',
    requestId: `req_${id}`,
    message: { id, model: 'claude-haiku-5-5', usage: { input_tokens: 4, output_tokens: output } },
    ...more,
  });

const laid = async (files: Readonly<Record<string, readonly string[]>>): Promise<string> => {
  const config = tempDir();
  for (const [name, lines] of Object.entries(files)) {
    const file = join(config, 'projects', name);
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, lines.join('\n'));
  }
  return config;
};

describe('transcripts', () => {
  it('give each answer once, at its largest, with those of subagents', async () => {
    const config = await laid({
      '-ws/abc.jsonl': [line('m1', 1), line('m1', 9), line('m2', 5)],
      '-ws/abc/subagents/x.jsonl': [line('m3', 2), line('m1', 9)],
      '-ws/other.jsonl': [line('m4', 5)],
    });
    const answers = await readTranscripts(config, 'abc');
    expect(answers.map(({ messageId, outputTokens }) => [messageId, outputTokens])).toEqual([
      ['m1', 9],
      ['m2', 5],
      ['m3', 2],
    ]);
  });

  it('pass over what does not read: half a line, other kinds, an answer of Claude Code itself', async () => {
    const synthetic = { message: { id: 'm9', model: '<synthetic>', usage: { input_tokens: 0, output_tokens: 0 } } };
    const config = await laid({
      '-ws/abc.jsonl': ['{"type":"user"}', line('m1', 1), line('m9', 0, synthetic), line('m2', 5).slice(0, 60)],
    });
    expect((await readTranscripts(config, 'abc')).map(({ messageId }) => messageId)).toEqual(['m1']);
  });

  it('are none for a session without one, and for an id that would lead elsewhere', async () => {
    const config = await laid({ '-ws/abc.jsonl': [line('m1', 1)] });
    expect(await readTranscripts(config, 'nobody')).toEqual([]);
    expect(await readTranscripts(config, '../-ws/abc')).toEqual([]);
  });
});
