/**
 * The last step of the build: puts what each start needs into one file. Node spends most of a start on finding and
 * linking many modules; one file takes a third of it.
 */
import { isBuiltin } from 'node:module';
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
  { file: 'claude/mcp-library.js' },
  { file: 'compose/supervisor.js', later: /\/mcp-library\.js$/ },
  { file: 'cli/supervisor.js', later: /\/compose\/supervisor\.js$/ },
  { file: 'main.js', later: /\/cli\// },
];

/**
 * Left as imports: one has a native part that it looks for beside itself; the mailer and the HTML checker are loaded when
 * first used; Ink's debugger is not installed at all.
 */
const PACKAGES = /^(?:node-pty|nodemailer|html-validate)$|devtools/;

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
 * Whoever imports a module of Node's own has each of its exports read, and some of them load what nobody asked for: of
 * `node:http` Node's whole web client, of `node:fs` its streams, of `node:crypto` its key makers. Here each name is read
 * only when it is used.
 */
const ownModulesByName: Plugin = {
  name: 'own-modules-by-name',
  resolveId: (id, _importer, { kind }) => (kind === 'import-statement' && isBuiltin(id) ? OWN + bare(id) : null),
  load: async (id) => {
    if (!id.startsWith(OWN)) return null;
    const name = `node:${id.slice(OWN.length)}`;
    const names = Object.keys(process.getBuiltinModule(name) ?? {}).filter((key) => IDENTIFIER.test(key));
    return [
      `const own = process.getBuiltinModule('${name}');`,
      'export default own;',
      ...names.map((key, at) => `const n${at} = /* @__PURE__ */ (() => own.${key})();\nexport { n${at} as ${key} };`),
    ].join('\n');
  },
};
const OWN = '\0node:';
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
const bare = (id: string): string => (id.startsWith('node:') ? id.slice('node:'.length) : id);

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
    plugins: [ownWidth, ownModulesByName],
    logLevel: 'warn',
  });
  await bundle.write({ file: path, format: 'esm', codeSplitting: false, intro: COMMONJS_NAMES });
  await bundle.close();
}
