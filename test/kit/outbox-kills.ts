/** Kills the alert side at random moments and compares what was promised with what a receiver that counts keys has. */
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import type { Random } from './random.ts';
import { openReceiver, type Received } from './receivers.ts';

export interface KillFigures {
  readonly kills: number;
  /** Alerts whose event was on disk when it was said. */
  readonly promised: number;
  /** Promised, and never received. */
  readonly lost: number;
  /** Alerts that a receiver which takes each key once has twice: one alert under two keys. */
  readonly doubled: number;
  /** Requests that repeat a key, since nobody knows what became of them: a receiver that ignores keys shows these again. */
  readonly repeats: number;
}

const PROGRAM = resolve(import.meta.dirname, '../programs/alert-sender.ts');

export const killOutbox = async (root: string, kills: number, random: Random): Promise<KillFigures> => {
  const receiver = await openReceiver();
  const program = await bundled(root);
  const promised = new Set<string>();
  try {
    for (let life = 0; life < kills; life += 1) await oneLife({ program, root, url: receiver.url, promised, random });
    await oneLife({ program, root, url: receiver.url, promised, random: null });
    const keys = receiver.got.map(keyOf);
    const distinct = new Set(keys);
    return {
      kills,
      promised: promised.size,
      lost: [...promised].filter((key) => !distinct.has(key)).length,
      doubled: distinct.size - new Set(receiver.got.map(alertOf)).size,
      repeats: keys.length - distinct.size,
    };
  } finally {
    await receiver.close();
  }
};

const keyOf = ({ headers }: Received): string => String(headers['idempotency-key']);

/** Its number in the journal. */
const alertOf = ({ body }: Received): string => {
  const { id }: { readonly id: string } = JSON.parse(body);
  return id;
};

/** One file starts in a tenth of the time that its many sources take. */
const bundled = async (root: string): Promise<string> => {
  const file = join(root, 'alert-sender.mjs');
  const build = await rolldown({ input: PROGRAM, platform: 'node', logLevel: 'silent' });
  await build.write({ file, format: 'esm', codeSplitting: false });
  await build.close();
  return file;
};

/** A life says its promises in about this time, so that kills fall before, between and after them. */
const SPREAD_MS = 60;

interface Life {
  readonly program: string;
  readonly root: string;
  readonly url: string;
  readonly promised: Set<string>;
  /** Null for the last life, which is left until its outbox is empty. */
  readonly random: Random | null;
}

const oneLife = ({ program, root, url, promised, random }: Life): Promise<void> =>
  new Promise((ended) => {
    const child = spawn(process.execPath, [program, root, url, random === null ? '0' : '3'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    let isAimed = false;
    // Some die while they still start.
    if (random?.chance(0.1) === true) setTimeout(() => child.kill('SIGKILL'), random.below(200));
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (random === null && text.includes('empty')) child.kill('SIGKILL');
      if (random === null || isAimed) return;
      isAimed = true;
      setTimeout(() => child.kill('SIGKILL'), random.below(SPREAD_MS));
    });
    child.once('close', () => {
      for (const line of text.split('\n').slice(0, -1)) if (line !== 'empty') promised.add(line);
      ended();
    });
  });
