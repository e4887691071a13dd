import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { clientDeadlineSeconds, HOOKS, REQUIRED_HOOKS } from '../../src/claude/hook-events.ts';
import { buildSettings, type SettingsSpec } from '../../src/claude/settings.ts';

const spec: SettingsSpec = {
  client: { kind: 'perl', program: '/usr/bin/perl', script: "/opt/it's gaffer/hook.pl", note: null },
  gateSocket: '/run/gaffer/gate.sock',
  tokenFile: '/run/gaffer/w1/token',
  deny: ['Bash(sudo:*)'],
  ask: ['Bash(git push:*)'],
  models: [],
  sandbox: null,
};

describe('the settings of a session', () => {
  it('give every required event one hook in exec form, so that no shell reads a path', () => {
    const { hooks } = buildSettings(spec);
    expect(Object.keys(Object(hooks)).toSorted()).toEqual([...REQUIRED_HOOKS].toSorted());
    expect(hooks).toHaveProperty('PreToolUse', [
      {
        hooks: [
          {
            type: 'command',
            command: '/usr/bin/perl',
            args: [spec.client.script, 'gate', spec.gateSocket, spec.tokenFile, '25'],
            timeout: 30,
            onFailure: 'block',
          },
        ],
      },
    ]);
  });

  it.each(['PreToolUse', 'PermissionRequest', 'UserPromptSubmit', 'PreModelSwitch'])(
    'block on a failing %s hook',
    (event) => {
      expect(HOOKS.find((hook) => hook.event === event)?.mode).toMatch(/^(gate|hold)$/);
    },
  );

  it.each(HOOKS)('let the client of $event give up before Claude Code does', (hook) => {
    expect(clientDeadlineSeconds(hook)).toBeGreaterThan(0);
    expect(clientDeadlineSeconds(hook)).toBeLessThan(hook.timeoutSeconds);
  });

  it('lay deny and ask rules beneath the hooks and shut the ways around them', () => {
    expect(buildSettings(spec)).toMatchObject({
      disableAllHooks: false,
      permissions: {
        deny: ['Bash(sudo:*)'],
        ask: ['Bash(git push:*)'],
        defaultMode: 'default',
        disableBypassPermissionsMode: 'disable',
        disableAutoMode: 'disable',
      },
    });
  });

  it('hold a worker to the models of its tier when it has any', () => {
    expect(buildSettings({ ...spec, models: ['haiku'] })).toMatchObject({
      availableModels: ['haiku'],
      enforceAvailableModels: true,
    });
    expect(buildSettings(spec)).not.toHaveProperty('availableModels');
  });

  it('ask for the state of the context through a shell that no path can escape', () => {
    const { command } = Object(buildSettings(spec).statusLine);
    const words = execFileSync('/bin/sh', [
      '-c',
      command.replace(/^exec /, 'printf "%s\\n" ').replace(/ >\/dev\/null$/, ''),
    ]);
    expect(String(words).trimEnd().split('\n')).toEqual([
      '/usr/bin/perl',
      spec.client.script,
      'note',
      spec.gateSocket,
      spec.tokenFile,
      '5',
    ]);
  });

  it('carry the sandbox as it is given', () => {
    expect(buildSettings({ ...spec, sandbox: { enabled: true } })).toHaveProperty('sandbox', { enabled: true });
    expect(buildSettings(spec)).not.toHaveProperty('sandbox');
  });
});
