/** HTTP on loopback as the Messages API speaks it: listening, JSON, and the service's error bodies. */
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listener {
  readonly url: string;
  /** Cuts every connection. */
  readonly close: () => Promise<void>;
}

/** A port of the system's choosing, reachable from this machine only. */
export const listenOnLoopback = async (handle: RequestListener): Promise<Listener> => {
  // As the service itself: an idle connection is not closed under the request that comes just then.
  const server = createServer({ keepAliveTimeout: 0 }, handle);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

export const sendJson = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};

export const sendError = (
  response: ServerResponse,
  status: number,
  message?: string,
  headers: Readonly<Record<string, string>> = {},
): void => {
  const [type, usual] = ERROR_TYPES[status] ?? ['api_error', 'Error'];
  sendJson(response, status, { type: 'error', error: { type, message: message ?? usual } }, headers);
};

const ERROR_TYPES: Readonly<Record<number, readonly [type: string, message: string]>> = {
  400: ['invalid_request_error', 'The request is not valid.'],
  401: ['authentication_error', 'invalid bearer token'],
  403: ['permission_error', 'Your account does not have permission for this.'],
  404: ['not_found_error', 'Not found.'],
  413: ['request_too_large', 'The request is larger than the maximum.'],
  429: ['rate_limit_error', 'This request would exceed your rate limit.'],
  500: ['api_error', 'Internal server error'],
  529: ['overloaded_error', 'Overloaded'],
};
