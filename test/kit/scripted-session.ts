/**
 * A double of a Claude Code session: it sends a conversation to `answerTo`, carries out Read, Edit, Write and Bash
 * itself with no gate around them, and goes on until the model stops. Other tools answer "ok". It shows what a script
 * does, and nothing of how the real program behaves.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { execa } from 'execa';
import { type Answer, answerTo } from '../../src/rehearsal/answer.ts';
import { messagesRequest } from '../../src/rehearsal/conversation.ts';
import type { Scenario } from '../../src/rehearsal/scenario.ts';

interface Message {
  readonly role: 'user' | 'assistant' | 'system';
  readonly content: unknown;
}

export interface SessionSpec {
  readonly scenario: Scenario;
  readonly cwd: string;
  readonly worker?: number;
  /** Answers a call in place of the tool itself: `[error] …` for a refusal, null to run it. */
  readonly refuse?: (tool: string, input: Readonly<Record<string, string>>) => string | null;
}

/** Far more than any script of these tests: a loop shows as a failure. */
const MOST_TURNS = 200;

export const scriptedSession = (spec: SessionSpec) => {
  const messages: Message[] = [];
  const ask = (): Answer => {
    const body = {
      model: 'claude-haiku-5-5',
      system: [{ type: 'text', text: 'You are Claude Code.' }],
      tools: [{ name: 'Bash' }],
      messages: [...messages, { role: 'system', content: `# Environment\n - Primary working directory: ${spec.cwd}` }],
    };
    return answerTo(messagesRequest.parse(body), spec.scenario, { worker: spec.worker ?? 1, session: 's' });
  };
  const turn = async (): Promise<Answer> => {
    const answer = ask();
    messages.push({ role: 'assistant', content: answer.blocks.map(contentOf) });
    const results = [];
    for (const block of answer.blocks) {
      if (block.kind !== 'call') continue;
      const result = await runTool(spec, block.tool, JSON.parse(block.json));
      results.push({
        type: 'tool_result',
        tool_use_id: block.id,
        content: result.replace('[error] ', ''),
        is_error: result.startsWith('[error]'),
      });
    }
    if (results.length > 0) messages.push({ role: 'user', content: results });
    return answer;
  };
  return {
    messages,
    ask,
    turn,
    /** Gives a prompt and plays until the model stops; all answers on the way. */
    prompt: async (text: string): Promise<readonly Answer[]> => {
      messages.push({ role: 'user', content: text });
      const answers: Answer[] = [];
      while (answers.length < MOST_TURNS) {
        const answer = await turn();
        answers.push(answer);
        if (answer.stopReason === 'end_turn') return answers;
      }
      throw new Error(`the script did not stop within ${MOST_TURNS} turns`);
    },
  };
};

export const spoken = (answers: readonly Answer[]): string =>
  answers.flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === 'text' ? [block.text] : []))).join('\n');

const contentOf = (block: Answer['blocks'][number]): unknown => {
  if (block.kind === 'call') return { type: 'tool_use', id: block.id, name: block.tool, input: JSON.parse(block.json) };
  if (block.kind === 'thinking') return { type: 'thinking', thinking: block.text, signature: 'x' };
  return { type: 'text', text: block.text };
};

const runTool = async (spec: SessionSpec, tool: string, input: Record<string, string>): Promise<string> => {
  const refused = spec.refuse?.(tool, input) ?? null;
  if (refused !== null) return refused;
  if (tool === 'Bash') {
    const run = await execa('bash', ['-c', input.command ?? ''], { cwd: spec.cwd, reject: false, all: true });
    return run.exitCode === 0 ? run.all : `[error] Exit code ${run.exitCode}\n${run.all}`;
  }
  const path = input.file_path ?? '';
  if (tool === 'Read') return readFile(path, 'utf8').catch((cause: unknown) => `[error] ${String(cause)}`);
  if (tool === 'Write') return writeFile(path, input.content ?? '').then(() => 'written');
  if (tool !== 'Edit') return 'ok';
  const text = await readFile(path, 'utf8');
  const parts = text.split(input.old_string ?? '');
  if (parts.length !== 2) return `[error] old_string was found ${parts.length - 1} times in ${path}`;
  await writeFile(path, parts.join(input.new_string ?? ''));
  return 'edited';
};
