/** Numbers as arguments and options: what is none ends the command as wrong usage, before anything is done. */
import { InvalidArgumentError } from 'commander';

export const wholeNumber = (text: string): number => {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('a whole number was expected.');
  return Number(text);
};

/** So many of something that is asked for. */
export const countFromOne = (text: string): number => {
  const count = wholeNumber(text);
  if (count < 1) throw new InvalidArgumentError('a whole number from 1 on was expected.');
  return count;
};

/** Columns and rows of a screen. */
export const screenSide = (text: string): number => {
  const side = wholeNumber(text);
  if (side < 2 || side > 1000) throw new InvalidArgumentError('a number from 2 to 1000 was expected.');
  return side;
};

export const numberAboveZero = (text: string): number => {
  const number = Number(text);
  if (!(Number.isFinite(number) && number > 0)) throw new InvalidArgumentError('a number above 0 was expected.');
  return number;
};
