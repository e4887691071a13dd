import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { probeOllama, writeWithOllama } from '../../src/jobs/ollama.ts';

/** A server that answers each path with what is given for it; 404 for the rest. */
const serving = async (answers: Readonly<Record<string, unknown>>, status = 200): Promise<string> => {
  const server = createServer((request, response) => {
    const body = answers[request.url ?? ''];
    response.writeHead(body === undefined ? 404 : status).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** Where a server was a moment ago. */
const gone = async (): Promise<string> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
};

const tags = (...names: readonly string[]) => ({ '/api/tags': { models: names.map((name) => ({ name })) } });

describe('an Ollama', () => {
  it.each([
    ['qwen3-coder:30b', 'qwen3-coder:30b'],
    ['qwen3-coder', 'qwen3-coder:latest'],
    ['auto', 'qwen3-coder:30b'],
  ])('that has %s is up with %s', async (wanted, found) => {
    const url = await serving(tags('llama3:8b', 'qwen3-coder:30b', 'qwen3-coder:latest'));
    expect(await probeOllama(url, wanted)).toEqual({ up: true, model: found });
  });

  it('without the model is not up, and says what it has', async () => {
    const url = await serving(tags('llama3:8b'));
    expect(await probeOllama(url, 'qwen3-coder')).toMatchObject({ because: expect.stringContaining('only llama3:8b') });
    expect(await probeOllama(url, 'auto')).toMatchObject({ because: expect.stringContaining('not a coder model') });
    expect(await probeOllama(await serving(tags()), 'auto')).toMatchObject({
      because: expect.stringContaining('no model'),
    });
  });

  it.each([
    [{ '/api/tags': 'not json' }, 200, /no Ollama answers/],
    [{ '/api/tags': { data: [] } }, 200, /is no Ollama/],
    [tags('a-coder'), 500, /answers 500/],
  ])('that answers %j with %i is not up', async (answers, status, because) => {
    const reading = await probeOllama(await serving(answers, status), 'auto');
    expect(reading).toMatchObject({ up: false, because: expect.stringMatching(because) });
  });

  it('is found by the name of this machine too', async () => {
    const url = (await serving(tags('a-coder'))).replace('127.0.0.1', 'localhost');
    expect(await probeOllama(url, 'auto')).toEqual({ up: true, model: 'a-coder' });
  });

  it('that is not there by the name of this machine is not up', async () => {
    const url = (await gone()).replace('127.0.0.1', 'localhost');
    expect(await probeOllama(url, 'auto')).toMatchObject({ because: expect.stringContaining('ECONNREFUSED') });
  });

  it('that is not there is not up, at once', async () => {
    expect(await probeOllama(await gone(), 'auto')).toMatchObject({
      up: false,
      because: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('writes a small text, or nothing', async () => {
    const url = await serving({ '/api/generate': { response: ' A title.\n' } });
    expect(await writeWithOllama(url, 'm', 'x')).toBe('A title.');
    expect(await writeWithOllama(await serving({}), 'm', 'x')).toBeNull();
    expect(await writeWithOllama(await gone(), 'm', 'x')).toBeNull();
  });
});
