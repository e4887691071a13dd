/**
 * A double of Home Assistant's REST API, and named as one: it answers the four requests that a deploy makes. It reads the
 * configuration directory as an instance would: a file that says `broken` is not taken, one that says `sick` does not come up.
 */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';

export interface HomeAssistantDouble {
  readonly url: string;
  /** What `reload_all` made it run. */
  readonly loaded: () => string;
  readonly requests: readonly string[];
  readonly close: () => void;
}

export const homeAssistantDouble = async (config: string, token: string): Promise<HomeAssistantDouble> => {
  const read = (): string => readFileSync(join(config, 'configuration.yaml'), 'utf8');
  let loaded = read();
  const requests: string[] = [];
  const server: Server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const answer = (status: number, value: unknown): void => {
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
    };
    if (request.headers.authorization !== `Bearer ${token}`) return answer(401, { message: 'Unauthorized' });
    switch (`${request.method} ${request.url}`) {
      case 'POST /api/config/core/check_config':
        return read().includes('broken')
          ? answer(200, { result: 'invalid', errors: 'Integration error: broken - not found' })
          : answer(200, { result: 'valid', errors: null });
      case 'POST /api/services/homeassistant/reload_all':
        loaded = read();
        return answer(200, []);
      case 'GET /api/config':
        return answer(200, { state: loaded.includes('sick') ? 'NOT_RUNNING' : 'RUNNING', version: '2026.11.1' });
      default:
        return answer(404, {});
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    loaded: () => loaded,
    requests,
    close: () => server.close(),
  };
};
