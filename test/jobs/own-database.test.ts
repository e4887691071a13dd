import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openOutbox } from '../../src/jobs/alerts/outbox.ts';
import { openHistory } from '../../src/jobs/history.ts';
import { tempDir } from '../kit/temp.ts';

it.each([
  ['the outbox of alerts', (file: string) => openOutbox(file, Date.now)],
  ['the history of the heartbeat', openHistory],
])('%s is kept from others, and one that does not read says what to do', (name, open) => {
  const file = join(tempDir(), 'kept.db');
  const opened = open(file);
  if (!opened.ok) throw new Error(opened.problem.message);
  opened.value.close();
  expect(statSync(file).mode & 0o777).toBe(0o600);
  writeFileSync(file, 'no database at all, and longer than the header of one. '.repeat(20));
  expect(open(file)).toMatchObject({
    ok: false,
    problem: { kind: 'io', message: `${name} cannot be opened`, where: { file }, next: expect.stringMatching(/^Move/) },
  });
});
