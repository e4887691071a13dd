/**
 * Words of others in what a session reads: every line is marked as quoted and shows what it hides, so that none of them
 * can pass for a line of gaffer's own.
 */
import { visible } from './visible.ts';

export const quoted = (text: string): readonly string[] => text.split(/\r\n|\n|\r/).map((line) => `> ${visible(line)}`);
