/**
 * gaffer's own search for secrets in what is about to go out: shapes that nothing else has. It finds planted keys of known
 * services and private keys; it is no replacement for a scanner with a database, and says so.
 */

/** Named in every reading that rests on it. */
export const SECRET_SCAN = "gaffer's own secret scan (known shapes of keys)";

const SHAPES: readonly (readonly [string, RegExp])[] = [
  ['a private key', /-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED |PGP )?PRIVATE KEY/g],
  ['an AWS access key', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g],
  ['a GitHub token', /\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_[A-Za-z0-9_]{60,}\b/g],
  ['a GitLab token', /\bglpat-[A-Za-z0-9_-]{20,}\b/g],
  ['a Slack token', /\bxox[abprs]-[A-Za-z0-9-]{20,}\b/g],
  ['a Stripe key', /\b[rs]k_live_[A-Za-z0-9]{20,}\b/g],
  ['an Anthropic key', /\bsk-ant-[A-Za-z0-9_-]{30,}\b/g],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}\b/g],
  ['a Google client secret', /\bGOCSPX-[A-Za-z0-9_-]{20,}\b/g],
  ['a password in a URL', /\b[a-z][a-z0-9+.-]{2,20}:\/\/[^\s:@/'"]{1,64}:[^\s:@/'"]{3,128}@[A-Za-z0-9.-]+/g],
];

export interface FoundSecret {
  readonly what: string;
  readonly line: number;
  /** Enough to find it again, and too little to use it. */
  readonly beginning: string;
}

export const secretsInText = (text: string): readonly FoundSecret[] =>
  SHAPES.flatMap(([what, shape]) =>
    [...text.matchAll(shape)].map((match) => ({
      what,
      line: lineAt(text, match.index),
      beginning: `${match[0].slice(0, SHOWN_CHARS)}…`,
    })),
  );

const SHOWN_CHARS = 8;

const lineAt = (text: string, index: number): number => {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
};

/** Names of files that hold secrets, wherever they lie. */
export const isSecretFile = (path: string): boolean => {
  const name = path.split('/').at(-1)?.toLowerCase() ?? '';
  return /^\.env(?:\.(?!example$|sample$|template$).+)?$|^id_(?:rsa|dsa|ecdsa|ed25519)$|\.(?:jks|keystore|p12|pfx)$|^\.npmrc$|^\.netrc$/.test(
    name,
  );
};
