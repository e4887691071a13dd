/** Stands between sessions and the scripted model and keeps every request of the Messages API that passes, as it was sent. */
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface TappedRequest {
  readonly worker: number;
  /** The JSON body. */
  readonly body: string;
}

export interface RequestTap {
  readonly requests: readonly TappedRequest[];
  /** Shell that sends a session's requests through here, whatever service it was given. */
  readonly detour: string;
  readonly close: () => void;
}

export const openRequestTap = async (): Promise<RequestTap> => {
  const requests: TappedRequest[] = [];
  const server = createServer({ keepAliveTimeout: 0 }, async (asked, answer) => {
    const [, host = '', path = '/'] = /^\/([^/]+)(\/.*)?$/.exec(asked.url ?? '') ?? [];
    const body = await buffer(asked);
    if (path.startsWith('/v1/messages?') || path === '/v1/messages') {
      const worker = Number(/rehearsal-w(\d+)/.exec(asked.headers.authorization ?? '')?.[1]);
      requests.push({ worker, body: body.toString('utf8') });
    }
    const [hostname, port] = host.split(':');
    const passed = forward(
      { hostname, port, path, method: asked.method, headers: { ...asked.headers, host } },
      (said) => {
        answer.writeHead(said.statusCode ?? 502, said.headers);
        said.pipe(answer);
      },
    );
    passed.on('error', () => answer.destroy());
    answer.on('close', () => passed.destroy());
    passed.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    requests,
    detour: `ANTHROPIC_BASE_URL="http://127.0.0.1:${port}/$(printf %s "$ANTHROPIC_BASE_URL" | sed 's,http://,,')"; export ANTHROPIC_BASE_URL`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
