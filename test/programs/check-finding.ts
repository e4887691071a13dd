/** Prints the finding of the check that its argument configures: for checks in a mount namespace of their own. */
import { findingOf } from '../kit/checks.ts';

const [spec = '{}', root = '/'] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await findingOf(JSON.parse(spec), { root })));
