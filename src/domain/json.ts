/** JSON from outside, for a schema to look at. */

/** `undefined` for text that is no JSON: it satisfies no object's schema, so whoever checks the shape refuses both alike. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
