/**
 * The last step of the build: puts what each start needs into one file. Node spends most of a start on finding and
 * linking many modules; one file takes a third of it.
 */
import http from 'node:http';
import { join } from 'node:path';
import { type Plugin, rolldown } from 'rolldown';

const dist = join(import.meta.dirname, '../dist');

interface Entry {
  readonly file: string;
  /** Loads later, on demand, from its own file. */
  readonly later?: RegExp;
  /** Ink's layout fetches its own WebAssembly from itself, which loads Node's whole HTTP client: 60 ms. It has another way. */
  readonly define?: Readonly<Record<string, string>>;
  /** Globals that come from a module of ours: its file and its export. */
  readonly inject?: Readonly<Record<string, [string, string]>>;
}

/** What is loaded when a process becomes the dashboard or the supervisor; the bundle takes its place. */
const ENTRIES: readonly Entry[] = [
  {
    file: 'cli/show-fleet.js',
    define: { fetch: 'undefined' },
    inject: { 'Intl.Segmenter': [join(dist, 'components/graphemes.js'), 'LazySegmenter'] },
  },
  { file: 'cli/trust.js' },
  { file: 'cli/dashboard.js', later: /\/(?:show-fleet|trust|foreground|status)\.js$/ },
  { file: 'compose/supervisor.js' },
  { file: 'main.js', later: /\/cli\// },
];

/**
 * Left as imports: one has a native part that it looks for beside itself; the tools server, the mailer and the HTML
 * checker are loaded when first used; Ink's debugger is not installed at all.
 */
const PACKAGES = /^(?:node-pty|@modelcontextprotocol\/server|nodemailer|html-validate)$|devtools/;

/** Some CommonJS packages ask for their own file's name, to tell their temporary files apart. */
const COMMONJS_NAMES = 'const __filename = import.meta.filename;\nconst __dirname = import.meta.dirname;';

/** Everything measures text by our `string-width`, which alone may ask the library. */
const ownWidth: Plugin = {
  name: 'own-width',
  resolveId: (id, importer) =>
    id === 'string-width' && importer !== undefined && !importer.startsWith(dist)
      ? join(dist, 'components/string-width.js')
      : null,
};

/**
 * Whoever imports `node:http` as a module has all of it read, and one of its getters loads Node's whole web client, 50 ms.
 * What stands there as a plain value is enough for a server and a request.
 */
const plainHttp: Plugin = {
  name: 'plain-http',
  resolveId: (id) => (id === 'node:http' || id === 'http' ? PLAIN_HTTP : null),
  load: (id) => {
    if (id !== PLAIN_HTTP) return null;
    const plain = Object.entries(Object.getOwnPropertyDescriptors(http)).filter(([, { get }]) => get === undefined);
    return `const http = process.getBuiltinModule('node:http');
export default http;
export const { ${plain.map(([name]) => name).join(', ')} } = http;`;
  },
};
const PLAIN_HTTP = '\0plain-http';

for (const { file, later, define, inject = {} } of ENTRIES) {
  const path = join(dist, file);
  const bundle = await rolldown({
    input: path,
    platform: 'node',
    // React's production build, chosen here once and not at each start.
    transform: {
      define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"', ...define },
      inject,
    },
    external: (id) => PACKAGES.test(id) || later?.test(id) === true,
    plugins: [ownWidth, plainHttp],
    logLevel: 'warn',
  });
  await bundle.write({ file: path, format: 'esm', codeSplitting: false, intro: COMMONJS_NAMES });
  await bundle.close();
}
