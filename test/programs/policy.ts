/** `gaffer policy` alone, for tests and the bench: the same registration that the command line uses. */
import { Command } from 'commander';
import { register } from '../../src/cli/policy.ts';

const program = new Command('gaffer');
register(program);
await program.parseAsync();
