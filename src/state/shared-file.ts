/**
 * The Markdown files that people, workers and gaffer all write. A write of ours replaces exactly the text that it was
 * made from, or it does not happen: nobody's edit is lost, and a link that leads out of the workspace is not followed.
 */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fail, ok, type Problem, type Result } from '../domain/problem.ts';
import { editLockIn } from './edit-lock.ts';
import { orIoProblem } from './io-problem.ts';
import { placeIn } from './place.ts';
import { isMissing, replaceFile } from './replace-file.ts';

export interface SharedText {
  readonly text: string;
  /** Of the bytes; null when there is no file. */
  readonly hash: string | null;
}

/** Files are named by their path in the workspace: `BACKLOG.md`, `MEMORY/hot/ports.md`. */
export interface SharedFiles {
  /** A file that is not there reads as empty, with the hash null. */
  readonly read: (name: string) => Promise<Result<SharedText>>;
  readonly replaceIfUnchanged: (name: string, hash: string | null, text: string) => Promise<Result<SharedText>>;
  /** Applies `edit` to the newest text, again whenever somebody else was quicker. */
  readonly edit: (name: string, edit: (text: string) => Result<string>) => Promise<Result<SharedText>>;
  /** What we last wrote there, so that a watcher knows our own writes. */
  readonly lastWritten: (name: string) => OwnWrite | null;
}

export interface OwnWrite {
  readonly hash: string;
  /** How many writes of ours the file has seen: the same text again, from us or from others, can be told apart. */
  readonly count: number;
}

/** How often an edit is made again on a newer text. Each try takes about a millisecond; only a storm outlasts them. */
const EDIT_TRIES = 20;

export const sharedFilesIn = (root: string): SharedFiles => {
  const queues = new Map<string, Promise<unknown>>();
  const lock = editLockIn(root);
  const written = new Map<string, OwnWrite>();

  /** One after the other per file: our own edits never race each other. */
  const inTurn = <Value>(name: string, work: () => Promise<Value>): Promise<Value> => {
    const turn = (queues.get(name) ?? Promise.resolve()).then(work, work);
    queues.set(name, turn);
    const leave = (): void => {
      if (queues.get(name) === turn) queues.delete(name);
    };
    void turn.then(leave, leave);
    return turn;
  };

  const replace = (name: string, hash: string | null, text: string): Promise<Result<SharedText>> =>
    orIoProblem(name, async () => {
      const place = await placeIn(root, name);
      if (!place.ok) return place;
      const now = await readAt(place.value, name);
      if (!now.ok) return now;
      if (now.value.hash !== hash) return fail(changedUnderneath(name));
      const mine = hashOf(text);
      if (mine === hash) return now;
      await mkdir(dirname(place.value), { recursive: true });
      const before = written.get(name);
      // Set before the rename, which the watcher may see before this function goes on.
      written.set(name, { hash: mine, count: (before?.count ?? 0) + 1 });
      const replaced = await replaceFile(place.value, text, (rename) =>
        lock.run(() => {
          if (hashNow(place.value) !== hash) return false;
          rename();
          return true;
        }),
      );
      if (replaced) return ok({ text, hash: mine });
      if (before === undefined) written.delete(name);
      else written.set(name, before);
      return fail(changedUnderneath(name));
    });

  const editNow = async (name: string, edit: (text: string) => Result<string>): Promise<Result<SharedText>> => {
    let outcome: Result<SharedText> = fail(changedUnderneath(name));
    for (let tries = 0; tries < EDIT_TRIES; tries += 1) {
      const before = await read(name);
      if (!before.ok) return before;
      const after = edit(before.value.text);
      if (!after.ok) return after;
      outcome = await replace(name, before.value.hash, after.value);
      if (outcome.ok || outcome.problem.kind !== 'conflict') return outcome;
    }
    return outcome;
  };

  const read = (name: string): Promise<Result<SharedText>> =>
    orIoProblem(name, async () => {
      const place = await placeIn(root, name);
      return place.ok ? readAt(place.value, name) : place;
    });

  return {
    read,
    replaceIfUnchanged: (name, hash, text) => inTurn(name, () => replace(name, hash, text)),
    edit: (name, edit) => inTurn(name, () => editNow(name, edit)),
    lastWritten: (name) => written.get(name) ?? null,
  };
};

const hashOf = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

/** As `readAt` gives it: null for a file that is not there. */
const hashNow = (path: string): string | null => {
  try {
    return hashOf(readFileSync(path));
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw cause;
  }
};

const readAt = async (path: string, name: string): Promise<Result<SharedText>> => {
  try {
    const bytes = await readFile(path);
    // Decoding would replace the broken bytes, and writing would then lose them.
    if (!isUtf8(bytes))
      return fail({
        kind: 'parse',
        message: 'This file is not UTF-8 text, so it is left alone.',
        where: { file: name },
        next: 'Save it as UTF-8.',
      });
    return ok({ text: bytes.toString('utf8'), hash: hashOf(bytes) });
  } catch (cause) {
    if (isMissing(cause)) return ok({ text: '', hash: null });
    throw cause;
  }
};

const changedUnderneath = (name: string): Problem => ({
  kind: 'conflict',
  message: 'Somebody else wrote this file meanwhile; nothing was changed.',
  where: { file: name },
  next: 'Read it again and repeat the change.',
});
