/** The words of a message. A template's names in braces are filled in once; what is filled in is never read as a template. */
import { visible } from '../visible.ts';
import type { Alert } from './alert.ts';

export interface Words {
  readonly title: string;
  readonly body: string;
}

/** As much as every service takes. */
const TITLE_CHARS = 200;
const BODY_CHARS = 2_000;

export const wordsOf = (
  alert: Alert,
  {
    title,
    body,
    fleet,
    at,
    inDoubt,
  }: {
    readonly title: string | null;
    readonly body: string | null;
    readonly fleet: string;
    readonly at: number;
    /** It may have been delivered before, which the reader should know. */
    readonly inDoubt: boolean;
  },
): Words => {
  const fields: Readonly<Record<string, string>> = {
    title: alert.title,
    text: alert.text,
    fix: alert.fix ?? '',
    level: alert.level,
    subject: alert.subject,
    fleet,
    id: alert.id,
    time: new Date(at).toISOString(),
  };
  const fill = (template: string): string =>
    template.replaceAll(/\{([a-z]+)\}/g, (whole, name: string) => fields[name] ?? whole);
  const repeat = inDoubt ? '\n(gaffer was stopped while it sent this: it may be a repeat)' : '';
  return {
    title: visible(fill(title ?? '{title}')).slice(0, TITLE_CHARS),
    body: `${shown(fill(body ?? (alert.fix === null ? '{text}' : '{text}\n{fix}')))}${repeat}`.slice(0, BODY_CHARS),
  };
};

/** Line by line, since a line's end is meant. */
const shown = (text: string): string =>
  text
    .split('\n')
    .map((line) => visible(line))
    .join('\n')
    .trim();
