/**
 * How long the front page takes until a real browser has loaded it, from this machine: the best of a few tries, for the
 * others say more of the machine than of the page. What lies on other hosts is not loaded.
 */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { extname, join } from 'node:path';
import { failed, passed, type Reading, unknown, type WebsiteGate } from '../../domain/pipelines/gate.ts';
import { sizeText } from '../../domain/pipelines/units.ts';
import { outputText } from '../capped-output.ts';
import { describeEnd, succeeded } from '../run-command.ts';
import type { Tool } from '../tools.ts';
import { type Gate, type GateContext, lastLines, look } from './context.ts';
import { type Site, withSite } from './site.ts';
import { servedFile } from './site-files.ts';

const BROWSERS = ['chromium-headless-shell', 'chromium', 'google-chrome'] as const;
const TRIES = 3;
/** Of one try; a page that needs longer has no budget that it could keep. */
const TRY_MS = 30_000;

export const siteLoad: Gate<Extract<WebsiteGate, { gate: 'site-load' }>> = ({ root, basePath, loadMs }, context) =>
  withSite(context, root, async (site) => {
    const browser = await findBrowser(context);
    if (typeof browser === 'string') return unknown('no Chromium is installed, which would load the page', [browser]);
    const scratch = await mkdtemp(join(context.directory, 'browser-'));
    const measuring = `${basePath}${randomUUID()}.html`;
    const server = await serve(site, basePath, measuring);
    try {
      const tries: Measured[] = [];
      for (let count = 0; count < TRIES && !context.signal.aborted; count += 1) {
        const measured = await measure(browser, `${urlOf(server)}${measuring}`, join(scratch, String(count)), context);
        if ('kind' in measured) return measured;
        tries.push(measured);
      }
      const [best] = tries.toSorted((one, other) => one.load - other.load);
      return best === undefined ? unknown('stopped before the page was loaded') : readingFor(best, loadMs, browser);
    } finally {
      server.close();
      server.closeAllConnections();
      await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
    }
  });

interface Measured {
  /** Ms until everything that the page loads is there. */
  readonly load: number;
  readonly bytes: number;
  readonly requests: number;
}

const readingFor = ({ load, bytes, requests }: Measured, loadMs: number, { version }: Tool): Reading => {
  const seen = `loaded in ${Math.round(load)} ms, ${requests} requests, ${sizeText(bytes)}`;
  const more = { tools: [`${version}, best of ${TRIES}`], facts: { loadMs: Math.round(load) } };
  return load > loadMs
    ? failed(`${seen}: budget ${loadMs} ms`, [], more)
    : passed(`${seen}; budget ${loadMs} ms`, more);
};

/** The way to install one, where there is none. */
const findBrowser = async ({ tools }: GateContext): Promise<Tool | string> => {
  let hint = '';
  for (const name of BROWSERS) {
    const found = await tools.find(name);
    if (found.ok) return found.value;
    hint ||= found.problem.next ?? '';
  }
  return hint;
};

const measure = async (
  { name }: Tool,
  url: string,
  profile: string,
  context: GateContext,
): Promise<Measured | Reading> => {
  const run = await look(
    context,
    [
      name,
      ...['--headless', '--disable-gpu', '--no-first-run', '--disable-extensions', '--mute-audio'],
      // Its own sandbox does not stand under root, where it would not start at all.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1', `--user-data-dir=${profile}`],
      ...['--dump-dom', url],
    ],
    { timeoutMs: TRY_MS },
  );
  const measured = succeeded(run) ? measuredIn(outputText(run.stdout)) : null;
  return measured ?? unknown(`${name} measured nothing: ${describeEnd(run)}`, lastLines(outputText(run.output)));
};

const measuredIn = (dom: string): Measured | null => {
  const [, load, bytes, requests] = /<pre>load=([\d.]+) bytes=(\d+) requests=(\d+)<\/pre>/.exec(dom) ?? [];
  return load === undefined ? null : { load: Number(load), bytes: Number(bytes), requests: Number(requests) };
};

/** A page of our own around the one that is measured: the browser prints it once both are loaded. */
const measuringPage = (basePath: string): string => `<!DOCTYPE html><html><body>
<iframe src="${basePath}" width="1280" height="800"></iframe><pre></pre><script>
addEventListener('load', () => {
  const { performance } = document.querySelector('iframe').contentWindow;
  const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
  document.querySelector('pre').textContent =
    \`load=\${all[0].loadEventStart} bytes=\${all.reduce((sum, { transferSize }) => sum + transferSize, 0)} requests=\${all.length}\`;
});
</script></body></html>`;

/** On loopback, and only what is shipped: the files of the site as its web server would serve them. */
const serve = async ({ root, files }: Site, basePath: string, measuring: string): Promise<Server> => {
  const server = createServer((request, response) => {
    const path = pathIn(request.url ?? '/');
    if (path === measuring) {
      response.writeHead(200, { 'content-type': 'text/html' }).end(measuringPage(basePath));
      return;
    }
    const inside = path.startsWith(basePath) ? path.slice(basePath.length) : path.slice(1);
    const file = servedFile(inside, files);
    if (file === null) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[extname(file.path)] ?? 'application/octet-stream' });
    createReadStream(join(root, file.path))
      .on('error', () => response.destroy())
      .pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
};

const pathIn = (url: string): string => {
  try {
    return decodeURIComponent(url.replace(/[?#].*$/, ''));
  } catch {
    return '/';
  }
};

const urlOf = (server: Server): string => {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
};

/** A browser runs no module and reads no style under another type. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};
