import { expect, it } from 'vitest';
import { embedWithOllama } from '../../src/jobs/ollama-embed.ts';
import { type OllamaDouble, ollamaDouble } from '../kit/ollama-double.ts';

const MODEL = 'nomic-embed-text';
const MEANINGS = [['backup', 'copy'], ['port']];

const asked = (double: OllamaDouble, texts: readonly string[], model = MODEL) =>
  embedWithOllama({ url: double.url, model }, texts, new AbortController().signal);

it('gives a unit vector for each text, in one request', async () => {
  const double = await ollamaDouble(MEANINGS);
  const answer = await asked(double, ['a backup and a copy', 'the port']);
  if (!answer.ok) throw new Error(answer.because);
  expect(double.requests).toEqual([['a backup and a copy', 'the port']]);
  expect(answer.vectors).toHaveLength(2);
  for (const vector of answer.vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
  expect(answer.vectors[0]?.[0]).toBeCloseTo(2 / Math.hypot(2, 0.1), 5);
});

it('says which model is missing, and how to get it', async () => {
  const answer = await asked(await ollamaDouble(MEANINGS), ['x'], 'other');
  expect(answer).toMatchObject({ ok: false, isText: false, because: expect.stringContaining('ollama pull other') });
});

it.each([
  ['broken', true],
  ['garbage', false],
  ['few', false],
  ['moved', false],
] as const)('takes no vectors from a server that is %s', async (mood, isText) => {
  const double = await ollamaDouble(MEANINGS);
  double.mood.now = mood;
  expect(await asked(double, ['one', 'two'])).toMatchObject({ ok: false, isText });
});

it('says that nobody is there, at once', async () => {
  const double = await ollamaDouble(MEANINGS);
  await double.stop();
  const because: unknown = expect.stringContaining('ECONNREFUSED');
  expect(await asked(double, ['x'])).toMatchObject({ ok: false, isText: false, because });
});

it('lets go when it is told to', async () => {
  const double = await ollamaDouble(MEANINGS);
  double.mood.now = 'slow';
  const leaving = new AbortController();
  const answer = embedWithOllama({ url: double.url, model: MODEL }, ['x'], leaving.signal);
  leaving.abort();
  expect(await answer).toMatchObject({ ok: false });
});
