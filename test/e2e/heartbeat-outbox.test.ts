/** SIGKILL at random moments: what was promised arrives, each under one key. A thousand of them: bench/heartbeat.ts. */
import { expect, it } from 'vitest';
import { killOutbox } from '../kit/outbox-kills.ts';
import { seeded } from '../kit/random.ts';
import { tempDir } from '../kit/temp.ts';

it('loses no alert and gives none a second key, over kills at random moments', async () => {
  const figures = await killOutbox(tempDir(), 6, seeded(Date.now()));
  expect(figures).toMatchObject({ lost: 0, doubled: 0 });
  expect(figures.promised).toBeGreaterThan(0);
}, 60_000);
