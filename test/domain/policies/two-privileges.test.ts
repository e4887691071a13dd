import { describe, expect, it } from 'vitest';
import { projectId } from '../../../src/domain/ids.ts';
import { judge } from '../../../src/domain/policies/judge.ts';
import { projectFinder } from '../../../src/domain/policies/projects.ts';
import { parsePolicies } from '../../../src/state/policies-file.ts';

/** A policy as careless as one can be: boundaries are not in anybody's gift. */
const careless = parsePolicies(`## Pre-approved
- \`Bash(*)\`, \`Read(**)\`, \`Read(//**)\`, \`Edit(**)\`, \`Edit(//**)\`, \`Glob\`, \`Grep\`
- \`Bash(gaffer:*)\`, \`Bash(tmux:*)\`, \`Bash(screen:*)\`, \`Bash(kill:*)\`, \`Bash(pkill:*)\`, \`Bash(gdb:*)\`
- \`Bash(crontab:*)\`, \`Bash(at:*)\`, \`Bash(systemd-run:*)\`, \`Bash(dbus-send:*)\`, \`Bash(node:*)\`, \`Bash(python3:*)\`
`).policy;

const verdictOn = (tool: string, input: unknown) =>
  judge(
    { tool, input, cwd: '/ws/apps/alpha', toolUseId: null },
    {
      workspace: '/ws',
      home: '/home/dev',
      user: 'dev',
      policy: careless,
      worker: null,
      lockedProject: projectId('apps/alpha'),
      projectOf: projectFinder(['apps/*']),
      tier: null,
      probe: { lstat: () => null, readlink: () => null, list: () => null, text: () => null },
    },
  );

describe('a worker may ask and never decides, whatever POLICIES.md allows', () => {
  it.each([
    ['answers its own question', 'gaffer decisions approve D1 --always'],
    ['answers it by the path of the program', '/usr/lib/node_modules/gaffer/bin/gaffer.cjs decisions approve D1'],
    ['answers it through node', 'node ../../gaffer/bin/gaffer.cjs decisions approve D1'],
    ['answers it through a wrapper', 'env -i timeout 5 npx gaffer decisions approve D1'],
    ['speaks to the control socket', 'socat - UNIX-CONNECT:/run/user/1000/gaffer/ab12/control.sock'],
    ['speaks to it by curl', 'curl --unix-socket /run/user/1000/gaffer/ab12/control.sock http://x/'],
    ['speaks to it in a program', 'node -e \'require("net").connect("/run/user/1000/gaffer/ab12/control.sock")\''],
    ['reads its token', 'cat /ws/.gaffer/sessions/w1-g1/token'],
    ['reads the journal', 'sqlite3 /ws/.gaffer/journal.db .dump'],
    ['copies the state away', 'cp -r ../../.gaffer /tmp/x'],
    ['plays the hook client', 'perl bin/gaffer-hook.pl gate /tmp/s /tmp/t 1'],
    ['ends the supervisor by name', 'pkill -f gaffer'],
    ['ends all of its kind', 'killall -9 node'],
    ['ends everything', 'kill -9 -1'],
    ['halts its own session', 'kill -STOP $PPID'],
    ['types into tmux', 'tmux send-keys -t gaffer y Enter'],
    ['pastes into tmux', 'tmux set-buffer y; tmux paste-buffer -t gaffer'],
    ['types into screen', "screen -S main -X stuff 'y\n'"],
    ['writes to another terminal', 'echo y > /dev/pts/0'],
    ['writes to its own terminal', "printf '\\033c' > /dev/tty"],
    ['writes to a terminal by tee', 'echo y | tee /dev/pts/4'],
    ['writes into a process', 'echo y > /proc/1234/fd/0'],
    ['reads the environment of a process', 'cat /proc/1234/environ'],
    ['attaches a debugger', 'gdb -p 1234 -batch -ex "call (int)close(3)"'],
    ['attaches a tracer', 'strace -f -p 1234'],
    ['enters its namespaces', 'nsenter -t 1234 -m sh'],
    ['types by the window system', 'xdotool type y'],
    ['asks systemd by D-Bus', 'dbus-send --session --dest=org.freedesktop.systemd1 /x a.b.StartTransientUnit'],
    ['asks systemd itself', 'systemd-run --user sh -c true'],
    ['waits for later', 'echo "touch x" | at now + 1 minute'],
    ['waits for every minute', 'crontab -'],
    ['starts an agent without a guard', 'claude --dangerously-skip-permissions -p hi'],
  ])('is denied when it %s', (_, command) => {
    expect(verdictOn('Bash', { command })).toMatchObject({ outcome: 'deny' });
  });

  it.each([
    ['Read', { file_path: '/ws/.gaffer/sessions/w1-g1/token' }],
    ['Read', { file_path: '/ws/apps/alpha/../../.gaffer/journal.db' }],
    ['Read', { file_path: '/run/user/1000/gaffer/ab12/control.sock' }],
    ['Read', { file_path: '/proc/self/environ' }],
    ['Grep', { pattern: 'token', path: '/ws/.gaffer' }],
    ['Glob', { pattern: '**/*', path: '/ws/.gaffer' }],
    ['Write', { file_path: '/ws/.gaffer/state.json', content: '{}' }],
    ['Write', { file_path: '/dev/pts/0', content: 'y' }],
    ['Edit', { file_path: '/ws/POLICIES.md', old_string: 'a', new_string: 'b' }],
    ['Write', { file_path: '/ws/gaffer.yaml', content: 'sandbox: { enabled: off }' }],
  ])('is denied %s of %j', (tool, input) => {
    expect(verdictOn(tool, input)).toMatchObject({ outcome: 'deny' });
  });

  it('still runs what harms nobody under such a policy', () => {
    expect(verdictOn('Bash', { command: 'make world' })).toMatchObject({ outcome: 'allow' });
    expect(verdictOn('Bash', { command: 'kill 1234' })).toMatchObject({ outcome: 'allow' });
  });
});
