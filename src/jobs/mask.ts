/** Takes the values of secrets out of what programs print, before it reaches a log or the journal. */

/** Shorter values occur in any text, and masking them would garble it. */
const MIN_SECRET = 6;

export interface Mask {
  readonly text: (text: string) => string;
  /** For one stream: a value that two chunks share is masked too. `flush` gives what was kept back. */
  readonly stream: () => { readonly take: (chunk: Buffer) => Buffer; readonly flush: () => Buffer };
}

export const maskOf = (values: readonly string[]): Mask => {
  // A path is no secret: JAVA_HOME, or the socket of an agent.
  const secrets = values.filter((value) => value.length >= MIN_SECRET && !value.startsWith('/'));
  const hide = (text: string, names: readonly string[]): string =>
    names.reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
  // One character for each byte, so that chunks may be cut anywhere.
  const bytes = secrets.map((secret) => Buffer.from(secret).toString('latin1'));
  const longest = Math.max(0, ...bytes.map(({ length }) => length));
  return {
    text: (text) => hide(text, secrets),
    stream: () => {
      let kept = '';
      return {
        take: (chunk) => {
          if (longest === 0) return chunk;
          const text = hide(kept + chunk.toString('latin1'), bytes);
          const cut = Math.max(0, text.length - (longest - 1));
          kept = text.slice(cut);
          return Buffer.from(text.slice(0, cut), 'latin1');
        },
        flush: () => Buffer.from(kept, 'latin1'),
      };
    },
  };
};
