import { describe, expect, it } from 'vitest';
import { buildEnvironment, type EnvironmentSpec } from '../../src/claude/environment.ts';

const build = (
  from: Readonly<Record<string, string | undefined>>,
  rest: Partial<Omit<EnvironmentSpec, 'from'>> = {},
): Readonly<Record<string, string>> =>
  buildEnvironment({
    from,
    extraNames: [],
    ownRoot: '/opt/gaffer',
    telemetry: { origin: 'http://127.0.0.1:4000', token: 'telemetry-token' },
    author: null,
    overrides: {},
    ...rest,
  });

describe('the environment of a session', () => {
  it.each([
    'HOME',
    'USER',
    'LANG',
    'LC_ALL',
    'LC_TIME',
    'TZ',
    'TMPDIR',
    'SHELL',
    'HTTPS_PROXY',
    'SSL_CERT_FILE',
    'NODE_EXTRA_CA_CERTS',
    'CLAUDE_CONFIG_DIR',
  ])('lets %s through', (name) => {
    expect(build({ [name]: 'value' })).toHaveProperty(name, 'value');
  });

  it.each([
    ...['NODE_ENV', 'NODE_OPTIONS', 'INIT_CWD', 'npm_config_registry', 'npm_lifecycle_event', 'CI', 'FORCE_COLOR'],
    ...['TMUX', 'TMUX_PANE', 'STY', 'SSH_AUTH_SOCK', 'GPG_AGENT_INFO', 'BASH_ENV', 'LD_PRELOAD', 'PERL5OPT'],
    ...['GITHUB_TOKEN', 'AWS_SECRET_ACCESS_KEY', 'ANTHROPIC_API_KEY', 'CLAUDECODE', 'CLAUDE_CODE_CHILD_SESSION'],
    ...['GIT_DIR', 'LC_all', 'XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS', 'A_NAME_NOBODY_KNOWS'],
  ])('keeps %s out', (name) => {
    expect(build({ [name]: 'value' })).not.toHaveProperty(name);
  });

  it('lets through what the configuration names, but never what would break the guard', () => {
    const from = {
      ANTHROPIC_API_KEY: 'key',
      CLAUDECODE: '1',
      PERL5OPT: '-Mevil',
      npm_token: 'x',
      NODE_ENV: 'production',
    };
    expect(build(from, { extraNames: Object.keys(from) })).toHaveProperty('ANTHROPIC_API_KEY', 'key');
    for (const name of ['CLAUDECODE', 'PERL5OPT', 'npm_token', 'NODE_ENV']) {
      expect(build(from, { extraNames: Object.keys(from) })).not.toHaveProperty(name);
    }
  });

  it('takes out of PATH what belongs to gaffer and to npm, and keeps the rest in order', () => {
    const PATH = [
      '/opt/gaffer/node_modules/.bin',
      '/opt/node_modules/.bin',
      '/node_modules/.bin',
      '/usr/lib/npm/bin/node-gyp-bin',
      '/home/mara/bin',
      '/home/mara/project/node_modules/.bin',
      '/usr/bin',
      '/opt/gaffer-other/bin',
    ].join(':');
    expect(build({ PATH }).PATH).toBe(
      '/home/mara/bin:/home/mara/project/node_modules/.bin:/usr/bin:/opt/gaffer-other/bin',
    );
  });

  it.each([undefined, '', '/opt/gaffer/bin'])('gives a usable PATH when there was %j', (PATH) => {
    expect(build({ PATH }).PATH).toBe('/usr/local/bin:/usr/bin:/bin');
  });

  it('describes the terminal that gaffer is, whatever terminal it runs in', () => {
    expect(build({ TERM: 'dumb', COLORTERM: '' })).toMatchObject({ TERM: 'xterm-256color', COLORTERM: 'truecolor' });
  });

  it('names the author of commits when one is given', () => {
    const author = { name: 'worker 2', email: 'worker2@gaffer.invalid' };
    expect(build({}, { author })).toMatchObject({ GIT_AUTHOR_NAME: 'worker 2', GIT_COMMITTER_EMAIL: author.email });
    expect(build({})).not.toHaveProperty('GIT_AUTHOR_NAME');
  });

  it('sends telemetry to our listener with its own token', () => {
    expect(build({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://elsewhere' })).toMatchObject({
      CLAUDE_CODE_ENABLE_TELEMETRY: '1',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4000',
      OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer telemetry-token',
    });
  });
});
