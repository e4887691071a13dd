/**
 * The last step of the build: puts the dashboard with Ink and React into one file, and the supervisor with its libraries
 * into another. Node spends most of a start on finding and linking their many modules; one file takes a third of it.
 */
import { join } from 'node:path';
import { rolldown } from 'rolldown';

/** What is loaded when a process becomes the dashboard or the supervisor; the bundle takes its place. */
const ENTRIES = ['cli/show-fleet.js', 'compose/supervisor.js'];

/** Packages with a native part, which they look for beside themselves. */
const NATIVE = /^node-pty$/;
/** Ink loads its debugger on demand, from a package that is not installed: left as the dynamic import that it is. */
const ABSENT = /devtools/;

/** Some CommonJS packages ask for their own file's name, to tell their temporary files apart. */
const COMMONJS_NAMES = 'const __filename = import.meta.filename;\nconst __dirname = import.meta.dirname;';

for (const entry of ENTRIES) {
  const file = join(import.meta.dirname, '../dist', entry);
  const bundle = await rolldown({
    input: file,
    platform: 'node',
    // React's production build, chosen here once and not at each start.
    transform: { define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' } },
    external: (id) => NATIVE.test(id) || ABSENT.test(id),
    logLevel: 'warn',
  });
  await bundle.write({ file, format: 'esm', codeSplitting: false, intro: COMMONJS_NAMES });
  await bundle.close();
}
