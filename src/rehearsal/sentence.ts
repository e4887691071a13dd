/**
 * A sentence that is another one at each place of a script: `[[sentence]]` in a call's input. For runs that need many
 * different texts, such as hundreds of notes. The same place always gives the same sentences, one after the other.
 */
import { createHash } from 'node:crypto';

export const withSentences = (place: string): ((text: string) => string) => {
  let count = 0;
  return (text) =>
    text.replaceAll(MARK, () => {
      count += 1;
      return sentenceOf(count === 1 ? place : `${place} ${count}`);
    });
};

/** No variable: those are filled before the place is known. */
const MARK = '[[sentence]]';

const WORDS =
  'anchor apple autumn barrel basket beacon blanket bottle branch bridge bucket button candle canvas carpet castle cedar chalk cherry circle clover cobalt copper corner cotton cradle crystal curtain daisy desert dragon ember engine falcon feather fiddle forest garden ginger glacier granite hammer harbour hazel hedge honey island ivory jacket jasmine kettle ladder lantern lemon library lilac marble meadow mirror monsoon needle nettle ocean olive orchard oyster paddle pebble pepper pillow planet plaster pocket poppy quarry quilt rabbit radish river rocket saddle salmon sandal shadow shelter silver spider spruce stable summer sunset tablet tailor thimble thunder timber tunnel turtle velvet violet walnut whistle willow window winter yellow zephyr'.split(
    ' ',
  );

const sentenceOf = (place: string): string => {
  const bytes = createHash('sha256').update(place).digest();
  const words = Array.from({ length: LENGTH }, (_, at) => WORDS[bytes.readUInt16BE(at * 2) % WORDS.length] ?? '');
  return `The ${words.slice(0, 3).join(' ')} stands beside the ${words.slice(3, 6).join(' ')} until the ${words.slice(6).join(' ')} comes`;
};

const LENGTH = 9;
