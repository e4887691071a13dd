/** Secrets in a text that is to be kept: keys of known make, private keys, and words that say that a secret follows. */

/** What kind of secret stands in `text`; null when none is seen. The secret itself is never repeated. */
export const secretIn = (text: string): string | null =>
  PATTERNS.find(({ pattern }) => pattern.test(text))?.what ?? null;

const PATTERNS: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'a private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  { what: 'an Anthropic key', pattern: /\bsk-ant-[\w-]{10,}/ },
  { what: 'an API key', pattern: /\b(?:sk|pk|rk)[-_](?:live|test|proj)[-_][\w-]{10,}/ },
  { what: 'an API key', pattern: /\bsk-[A-Za-z0-9]{20,}/ },
  { what: 'a GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,})/ },
  { what: 'a GitLab token', pattern: /\bglpat-[\w-]{15,}/ },
  { what: 'an AWS key', pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/ },
  { what: 'a Google key', pattern: /\bAIza[\w-]{30,}/ },
  { what: 'a Slack token', pattern: /\bxox[abeprs]-[\w-]{10,}/ },
  { what: 'an npm token', pattern: /\bnpm_[A-Za-z0-9]{30,}/ },
  { what: 'a signed token', pattern: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/ },
  { what: 'a password in an address', pattern: /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:[^\s/@]{3,}@/i },
  // `password: hunter22`, `API_KEY=abc`; not `the password is asked for`, and not `password: $NAME`.
  {
    what: 'a password or key',
    pattern:
      /(?:passw(?:or)?d|passphrase|secret|api[_-]?key|access[_-]?key|auth[_-]?token|private[_-]?key)["'`]?\s*[:=]\s*["'`]?(?![$<{*[]|\s)(?=[^\s"'`]*[\d!@#%^&+/=])[^\s"'`]{6,}/i,
  },
];
