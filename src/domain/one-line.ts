/** Text of several lines in one. */

/** For lists and screens: every stretch of white space becomes one space. */
export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** For what a model reads, where a control character stands for nothing either. */
export const promptLine = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ').trim();

/** As `promptLine`, cut where it is long: the whole of a worker's or a person's words stands in the files. */
export const promptExcerpt = (text: string): string => {
  const line = promptLine(text);
  return line.length <= EXCERPT_LENGTH ? line : `${line.slice(0, EXCERPT_LENGTH)}…`;
};

const EXCERPT_LENGTH = 200;
