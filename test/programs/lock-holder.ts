/** Takes the supervisor lock named in argv, says so, and holds it until it is killed. */
import { takeSupervisorLock } from '../../src/state/supervisor-lock.ts';

const lock = takeSupervisorLock(process.argv[2] ?? '');
process.stdout.write(lock === null ? 'busy\n' : 'held\n');
if (lock !== null) setInterval(() => lock, 60_000);
