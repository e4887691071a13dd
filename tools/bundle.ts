/**
 * The last step of the build: puts the dashboard with Ink and React into one file. Node spends most of the time to the
 * first frame on finding and linking their many modules; one file takes a third of it.
 */
import { join } from 'node:path';
import { rolldown } from 'rolldown';

/** What the command line loads when it shows something; the bundle takes its place. */
const entry = join(import.meta.dirname, '../dist/cli/show-fleet.js');

const bundle = await rolldown({
  input: entry,
  platform: 'node',
  // React's production build, chosen here once and not at each start.
  transform: { define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' } },
  // Ink loads its debugger on demand, from a package that is not installed: left as the dynamic import that it is.
  external: (id) => /devtools/.test(id),
  logLevel: 'warn',
});
await bundle.write({ file: entry, format: 'esm', codeSplitting: false });
await bundle.close();
