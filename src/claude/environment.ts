/**
 * The environment of a session, built from nothing: a short list of names comes through, ours are added, and whatever
 * else the supervisor was started with (its secrets, its npm, its tmux) stays outside.
 */
import { delimiter, sep } from 'node:path';

export type Environment = Readonly<Record<string, string>>;

export interface EnvironmentSpec {
  /** The supervisor's own. */
  readonly from: Readonly<Record<string, string | undefined>>;
  /** Names that gaffer.yaml lets through besides. */
  readonly extraNames: readonly string[];
  /** gaffer's own directory: what it adds to PATH is not the worker's. */
  readonly ownRoot: string;
  /** Null for a program that has none to send. */
  readonly telemetry: TelemetryTarget | null;
  /** As whom the worker commits; null leaves it to git's configuration. */
  readonly author: { readonly name: string; readonly email: string } | null;
  /** A service other than the default one, or a rehearsal's; added last. */
  readonly overrides: Environment;
}

export interface TelemetryTarget {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly token: string;
}

export const buildEnvironment = (spec: EnvironmentSpec): Environment => ({
  ...passThrough(spec),
  PATH: withoutOwn(spec.from.PATH ?? FALLBACK_PATH, spec.ownRoot),
  TERM: 'xterm-256color',
  COLORTERM: 'truecolor',
  ...quiet,
  ...(spec.telemetry === null ? {} : telemetryOf(spec.telemetry)),
  ...authorOf(spec.author),
  ...spec.overrides,
});

const ALLOWED: ReadonlySet<string> = new Set([
  ...['HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LANGUAGE', 'TZ', 'TMPDIR'],
  ...['XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME', 'XDG_STATE_HOME'],
  // How to reach the network, and whom to trust there.
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'all_proxy'],
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'],
  // Where Claude Code keeps its login and which service it uses.
  ...['CLAUDE_CONFIG_DIR', 'ANTHROPIC_BASE_URL'],
]);

/** Names that would break the guard or the session, even when gaffer.yaml asks for them. */
const NEVER: ReadonlySet<string> = new Set([
  ...['CLAUDECODE', 'CLAUDE_CODE_CHILD_SESSION', 'CLAUDE_CODE_SIMPLE', 'NODE_OPTIONS', 'BASH_ENV', 'ENV'],
  ...['TMUX', 'TMUX_PANE', 'STY', 'PERL5OPT', 'PERL5LIB', 'PERLLIB', 'LD_PRELOAD', 'LD_LIBRARY_PATH'],
  ...['DYLD_INSERT_LIBRARIES', 'INIT_CWD', 'NODE_ENV'],
]);

const FALLBACK_PATH = '/usr/local/bin:/usr/bin:/bin';

const passThrough = ({ from, extraNames }: EnvironmentSpec): Environment => {
  const extra = new Set(extraNames.filter((name) => !NEVER.has(name) && !name.startsWith('npm_')));
  const entries = Object.entries(from).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && (isAllowed(entry[0]) || extra.has(entry[0])),
  );
  return Object.fromEntries(entries);
};

const isAllowed = (name: string): boolean => ALLOWED.has(name) || /^LC_[A-Z]+$/.test(name);

/** npm puts its own directories in front when it starts gaffer: with them a worker would run gaffer's Node and tools. */
const withoutOwn = (path: string, ownRoot: string): string => {
  const parts = path.split(delimiter);
  const kept = parts.filter((part) => part !== '' && !isOwn(part, ownRoot) && !part.includes('node-gyp-bin'));
  return kept.length === 0 ? FALLBACK_PATH : kept.join(delimiter);
};

/** Also those that npm derives from the directories above its package. */
const isOwn = (part: string, ownRoot: string): boolean => {
  if (part === ownRoot || part.startsWith(ownRoot + sep)) return true;
  const suffix = `${sep}node_modules${sep}.bin`;
  if (!part.endsWith(suffix)) return false;
  const above = part.slice(0, -suffix.length);
  return ownRoot.startsWith(above.endsWith(sep) ? above : above + sep);
};

const quiet: Environment = {
  DISABLE_AUTOUPDATER: '1',
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  // The classic renderer keeps to the main screen, where scrollback and our reading of the screen work.
  CLAUDE_CODE_DISABLE_ALTERNATE_SCREEN: '1',
  CLAUDE_CODE_DISABLE_TERMINAL_TITLE: '1',
};

/** Telemetry is how a guard is proven, so it is sent often; the token in it opens the telemetry door only. */
const telemetryOf = ({ origin, token }: TelemetryTarget): Environment => ({
  CLAUDE_CODE_ENABLE_TELEMETRY: '1',
  OTEL_LOGS_EXPORTER: 'otlp',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_TRACES_EXPORTER: 'none',
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  OTEL_EXPORTER_OTLP_ENDPOINT: origin,
  OTEL_EXPORTER_OTLP_HEADERS: `Authorization=Bearer ${token}`,
  OTEL_LOGS_EXPORT_INTERVAL: '50',
  OTEL_LOG_TOOL_DETAILS: '1',
});

const authorOf = (author: EnvironmentSpec['author']): Environment =>
  author === null
    ? {}
    : {
        GIT_AUTHOR_NAME: author.name,
        GIT_AUTHOR_EMAIL: author.email,
        GIT_COMMITTER_NAME: author.name,
        GIT_COMMITTER_EMAIL: author.email,
      };
