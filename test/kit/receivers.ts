/** Receivers of alerts on loopback: HTTP that keeps what it gets, and answers as the test says. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly at: number;
}

export interface Receiver {
  readonly url: string;
  readonly got: readonly Received[];
  /** The status of the next answers; null for no answer at all. */
  answer: number | null;
  readonly close: () => Promise<void>;
}

export const openReceiver = (port = 0): Promise<Receiver> =>
  new Promise((resolve) => {
    const got: Received[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        if (receiver.answer === null) return;
        if (receiver.answer < 300)
          got.push({ path: request.url ?? '', headers: request.headers, body, at: performance.now() });
        response.writeHead(receiver.answer).end('{}');
      });
    });
    const receiver = {
      url: '',
      got,
      answer: 200 as number | null,
      close: () =>
        new Promise<void>((closed) => {
          server.close(() => closed());
          server.closeAllConnections();
        }),
    };
    server.listen(port, '127.0.0.1', () => {
      receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      resolve(receiver);
    });
  });
