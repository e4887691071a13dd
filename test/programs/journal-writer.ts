/** Appends events to the journal named in argv and prints the last seq of each acknowledged append, until it is killed. */
import { openJournal } from '../../src/state/journal.ts';

const journal = openJournal(process.argv[2] ?? '');
if (!journal.ok) throw new Error(journal.problem.message);
const { append, load } = journal.value;

const write = async (from: number): Promise<void> => {
  for (let seq = from; ; seq += 3) {
    const events = [seq, seq + 1, seq + 2].map((each) => ({
      seq: each,
      at: each,
      by: 'writer',
      cause: null,
      event: { kind: 'dispatch.set', mode: 'off' } as const,
    }));
    await append(events);
    process.stdout.write(`${seq + 2}\n`);
  }
};

await write(load().seq + 1);
