import { describe, expect, it } from 'vitest';
import { decodeInput, flushInput, type InputEvent } from '../../src/components/input.ts';

const key = (name: string): InputEvent => ({ kind: 'key', key: name });

describe('decodeInput', () => {
  it.each([
    ['a letter', 'y', [key('y')]],
    ['keys glued into one chunk', '\t\x07q', [key('tab'), key('ctrl-g'), key('q')]],
    ['arrows in both cursor modes', '\x1b[A\x1bOB', [key('up'), key('down')]],
    ['enter as either byte', '\r\n', [key('enter'), key('enter')]],
    ['shift-Tab', '\x1b[Z', [key('shift-tab')]],
    ['wide letters whole', '漢😀', [key('漢'), key('😀')]],
    ['a paste as one', '\x1b[200~rm -rf y\r\x1b[201~n', [{ kind: 'paste', text: 'rm -rf y\r' }, key('n')]],
    [
      'a click, and nothing for its release',
      '\x1b[<0;12;5M\x1b[<0;12;5m',
      [{ kind: 'mouse', action: 'press', col: 11, row: 4 }],
    ],
    ['the wheel', '\x1b[<65;1;1M', [{ kind: 'mouse', action: 'wheel-down', col: 0, row: 0 }]],
    ['nothing for a click with a modifier', '\x1b[<16;1;1M', []],
    ['nothing for keys that it does not know', '\x1b[15~\x1b[1;5C\x1by', []],
    ['nothing for a report of the terminal', '\x1b[?62;c\x1b[12;40R', []],
    ['Esc and an arrow', '\x1b\x1b[A', [key('esc'), key('up')]],
    ['Esc and a control key', '\x1b\x03', [key('esc'), key('ctrl-c')]],
  ])('reads %s', (_, bytes, events) => {
    expect(decodeInput(bytes)).toEqual({ events, rest: '' });
  });

  it('reads the same however the bytes are split', () => {
    const bytes = 'y\x1b[A\x1b[<0;120;40M\x1b[200~a\x1b[Bb\x1b[201~\x1b[6~n漢';
    const { events: whole } = decodeInput(bytes);
    for (let at = 1; at < bytes.length; at += 1) {
      const first = decodeInput(bytes.slice(0, at));
      const second = decodeInput(first.rest + bytes.slice(at));
      expect([...first.events, ...second.events], `split at ${at}`).toEqual(whole);
    }
  });

  it('takes no part of a paste for keys, however long it is and however its end is split', () => {
    const chunks = ['\x1b[200~', ...Array.from({ length: 60 }, () => 'yQ'.repeat(25_000)), 'y\x1b[20', '1', '~n'];
    let rest = '';
    const events: InputEvent[] = [];
    for (const chunk of chunks) {
      const step = decodeInput(rest + chunk);
      events.push(...step.events);
      rest = step.rest;
      expect(rest.length).toBeLessThan(200_000);
    }
    expect(events.map((event) => (event.kind === 'key' ? event.key : event.kind))).toEqual(['paste', 'n']);
  });

  it('takes a lone Esc for the key only once nothing followed it', () => {
    expect(decodeInput('\x1b')).toEqual({ events: [], rest: '\x1b' });
    expect(flushInput('\x1b')).toEqual([key('esc')]);
    expect(flushInput('\x1b[')).toEqual([]);
  });

  it('gives up on a sequence that never ends', () => {
    const { events, rest } = decodeInput(`\x1b[${'1'.repeat(100)}`);
    expect(rest.length).toBeLessThan(100);
    expect(events.every((event) => event.kind === 'key')).toBe(true);
  });
});
