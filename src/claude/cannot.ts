/** Whether a model's last words say that it cannot do its task. Words alone move nothing: the task must be unfinished too. */

/** What a model says that gives up, at the end of what it says. */
const GIVING_UP =
  /\b(?:I(?:'m| am)? (?:cannot|can't|can not|unable to|not able to|could not|couldn't)|this is beyond (?:my|what I)|I do not know how to|I don't know how to)\b[^.!?\n]{0,160}/i;
/** Earlier words may be about something that it then found a way around. */
const LAST_WORDS = 600;

/** The words themselves; null for none. */
export const cannotOf = (lastMessage: string | null | undefined): string | null =>
  GIVING_UP.exec((lastMessage ?? '').slice(-LAST_WORDS))?.[0].trim() ?? null;
