/** Whether output comes so fast that most of it is written over before anybody could see it. */

export interface FloodGauge {
  /** Is told of each piece of output. */
  readonly sees: (chars: number) => void;
  readonly isOn: () => boolean;
}

export const createFloodGauge = (): FloodGauge => {
  let since = 0;
  let seen = 0;
  let wasFlood = false;
  return {
    sees: (chars) => {
      const now = performance.now();
      if (now - since > FRAME_MS) {
        wasFlood = seen > FLOOD_CHARS && now - since < 2 * FRAME_MS;
        since = now;
        seen = 0;
      }
      seen += chars;
    },
    isOn: () => wasFlood || seen > FLOOD_CHARS,
  };
};

const FRAME_MS = 16;
/** More than this within a frame's time is a flood: a whole screen of text, written anew, is a third of it. */
const FLOOD_CHARS = 32_768;
