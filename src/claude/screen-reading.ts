/**
 * What a session's screen says: a composer to type into, or a dialog that stands before it. A fallback to the hooks,
 * and the only witness for dialogs that fire none. What it does not know, it calls unreadable, never ready.
 */
export type ScreenReading =
  | {
      readonly kind: 'composer';
      /** Text that stands in it: a human's draft, or a prompt given back by an interrupt. Empty when free. */
      readonly draft: string;
      /** A turn is under way: what is typed would be queued. */
      readonly busy: boolean;
      /** Why it asks the model service once more, in its own words: `429 by script`; null when it does not. */
      readonly retrying: string | null;
      /** The last turn was cut off by Escape. */
      readonly interrupted: boolean;
      /** In the agent's own words: `manual mode`, `accept edits`; null when it shows none. */
      readonly mode: string | null;
    }
  | {
      readonly kind: 'dialog';
      readonly dialog: DialogKind;
      /** Its rows, without those that are blank: to show it, and to see that the same one still stands. */
      readonly rows: readonly string[];
      readonly options: readonly DialogOption[];
    }
  | { readonly kind: 'blank' }
  | { readonly kind: 'unreadable' };

export type DialogKind =
  | 'permission'
  | 'network'
  | 'question'
  | 'trust'
  | 'settings-error'
  | 'api-key'
  | 'model-picker'
  /** A menu that we do not know: it stands all the same, and nothing may be typed. */
  | 'other';

export interface DialogOption {
  /** The digit that chooses it; null in a menu without digits. */
  readonly digit: number | null;
  readonly label: string;
  /** Where Enter would go. */
  readonly selected: boolean;
}

/** `rows` from top to bottom, as the screen shows them. Recordings of every case: test/recordings. */
export const readScreen = (rows: readonly string[]): ScreenReading => {
  const shown = dropBlankEnd(rows.map((row) => row.trimEnd()));
  if (shown.length === 0) return { kind: 'blank' };
  return readComposer(shown) ?? readDialog(shown) ?? { kind: 'unreadable' };
};

/** Whether a prompt may be typed now. */
export const isReadyForPrompt = (reading: ScreenReading): boolean =>
  reading.kind === 'composer' && !reading.busy && reading.draft === '';

/** A line across the screen; the one above or below the composer may end in the session's name. */
const RULE = /^─{8,}(?: \S.* ─+)?$/;
const CURSOR = '❯';

/** The composer lies between the last two rules and has the footer beneath it; a dialog has nothing beneath. */
const readComposer = (rows: readonly string[]): ScreenReading | null => {
  const bottom = rows.findLastIndex((row) => RULE.test(row));
  const top = rows.findLastIndex((row, at) => at < bottom && RULE.test(row));
  const [first, ...rest] = rows.slice(top + 1, bottom);
  const beneath = rows.slice(bottom + 1);
  const footer = beneath.join('\n');
  if (top === -1 || first === undefined || !first.startsWith(CURSOR)) return null;
  if (footer.trim() === '' || isMenu(beneath)) return null;
  const busy = /\besc to interrupt\b/i.test(footer);
  const draft = [first.slice(CURSOR.length), ...rest].map((row) => row.trim()).join('\n');
  return {
    kind: 'composer',
    draft: PLACEHOLDER.test(draft) ? '' : draft,
    busy,
    retrying: busy ? readRetry(rows.slice(0, top)) : null,
    interrupted: isInterrupted(rows.slice(0, top)),
    mode: /[⏸⏵]+ ([a-z][a-z ]*?) on\b/i.exec(footer)?.[1] ?? null,
  };
};

/** Shown dim in an empty composer: of a new installation, and after a turn that the model service refused. */
const PLACEHOLDER =
  /^(?:Try "[^"]*"|Describe something to build, change, or fix|Resend your message to try again|Once fixed, resend your message|Run \/rewind to go back)$/;

/** In the place of the spinner's words, the last row that is not indented: hints and lists beneath it are. */
const readRetry = (transcript: readonly string[]): string | null => {
  const spinner = transcript.findLast((row) => /^\S/.test(row)) ?? '';
  const because = RETRY.exec(spinner)?.[1] ?? null;
  return because === UNNAMED ? null : (because?.slice(0, MAX_REASON) ?? null);
};

/** A narrow pane cuts what stands behind the seconds. */
const RETRY = /^\S (\S.*) · retrying in \d/;
/** Of the first two tries, which are over in three seconds: a hiccup, and nothing to show. */
const UNNAMED = 'API error';
/** The agent itself cuts it to the width, a little more or less with each second; this much is always there. */
const MAX_REASON = 48;

/** Only the newest entry counts: an older interrupt scrolls up with the transcript. */
const isInterrupted = (transcript: readonly string[]): boolean => {
  const last = transcript.findLast((row) => row.trim() !== '');
  return last !== undefined && /^\s*⎿\s+Interrupted\b/.test(last);
};

const readDialog = (rows: readonly string[]): ScreenReading | null => {
  const starts = rows.flatMap((row, at) => (RULE.test(row) ? [at] : [])).reverse();
  for (const start of starts) {
    const region = rows.slice(start + 1).filter((row) => row.trim() !== '' && !RULE.test(row));
    const known = DIALOGS.find(({ matches }) => matches(region));
    if (known !== undefined) return dialogOf(known.dialog, region);
  }
  const all = rows.filter((row) => row.trim() !== '');
  return isMenu(all) ? dialogOf('other', all) : null;
};

const dialogOf = (dialog: DialogKind, rows: readonly string[]): ScreenReading => ({
  kind: 'dialog',
  dialog,
  rows,
  options: readOptions(rows),
});

interface KnownDialog {
  readonly dialog: DialogKind;
  readonly matches: (region: readonly string[]) => boolean;
}

const opensWith =
  (heading: RegExp) =>
  (region: readonly string[]): boolean =>
    heading.test(region[0]?.trim() ?? '');

const isMenu = (region: readonly string[]): boolean =>
  region.some((row) => MENU_HINT.test(row)) || region.some((row) => /^\s*❯\s+1\. /.test(row));

const MENU_HINT = /\b(?:Enter to (?:confirm|select|save)|Esc to (?:cancel|exit))\b/;

const DIALOGS: readonly KnownDialog[] = [
  { dialog: 'network', matches: opensWith(/^Network request outside of sandbox$/) },
  { dialog: 'trust', matches: opensWith(/^Accessing workspace:/) },
  { dialog: 'settings-error', matches: opensWith(/^Settings (?:Error|Warning)/i) },
  { dialog: 'api-key', matches: opensWith(/^Detected a custom API key/) },
  { dialog: 'model-picker', matches: opensWith(/^Select model/i) },
  { dialog: 'question', matches: (region) => /^\s*(?:←\s+)?[☐☒☑✔]/.test(region[0] ?? '') && isMenu(region) },
  {
    dialog: 'permission',
    matches: (region) =>
      region.some((row) => /^\s*Do you want to\b/.test(row)) && readOptions(region).some(({ digit }) => digit === 1),
  },
];

const NUMBERED = /^\s*(❯)?\s*([1-9])\. (\S.*)$/;

/** Numbered rows where there are any; else the rows at the cursor's level around it. */
const readOptions = (rows: readonly string[]): readonly DialogOption[] => {
  const numbered = rows.flatMap((row) => {
    const [, cursor, digit, label] = NUMBERED.exec(row) ?? [];
    return label === undefined ? [] : [{ digit: Number(digit), label, selected: cursor !== undefined }];
  });
  if (numbered.length > 0) return inOrder(numbered);
  const at = rows.findIndex((row) => row.trimStart().startsWith(CURSOR));
  const indent = indentOf(rows[at]?.replace(CURSOR, ' ') ?? '');
  return rows
    .slice(Math.max(0, at - MAX_UNNUMBERED), at + MAX_UNNUMBERED)
    .filter((row) => at !== -1 && indentOf(row.replace(CURSOR, ' ')) === indent)
    .map((row) => ({
      digit: null,
      label: row.replace(CURSOR, ' ').trim(),
      selected: row.trimStart().startsWith(CURSOR),
    }));
};

/** A yes, a no and one more: what stands further off is other text at the same indent. */
const MAX_UNNUMBERED = 3;

/** A command that is shown in the dialog may hold numbered lines of its own; the menu is the last run from 1 up. */
const inOrder = <Option extends { readonly digit: number }>(options: readonly Option[]): readonly Option[] =>
  options.slice(
    Math.max(
      0,
      options.findLastIndex(({ digit }) => digit === 1),
    ),
  );

const indentOf = (row: string): number => row.length - row.trimStart().length;

const dropBlankEnd = (rows: readonly string[]): readonly string[] =>
  rows.slice(0, rows.findLastIndex((row) => row !== '') + 1);
