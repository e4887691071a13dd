/** Text of several lines in one, for lists and quotations: every stretch of white space becomes one space. */
export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
