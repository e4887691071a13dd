import { expect, test } from 'vitest';
import { statusBar } from '../../../src/components/attach/status-bar.ts';
import { workerNumber } from '../../../src/domain/ids.ts';
import { visibleWidth } from '../../../src/domain/visible.ts';
import { emptyWorld } from '../../../src/domain/world.ts';
import { decision, worldWith } from './worlds.ts';

const two = workerNumber(2);

test('tells who the worker is and what leads back', () => {
  const { text, decision: shown } = statusBar(worldWith(), two, 120, null);
  expect(text).toMatch(/^ 2 · apps\/beta · T9 Fix export · ollama · 12% .* ctrl-\] back · ctrl-\] 1-9 switch.* $/);
  expect(shown).toBeNull();
});

test('is exactly as wide as the terminal, whatever the width', () => {
  const worlds = [
    emptyWorld,
    worldWith(),
    worldWith(decision('D1', 'git push origin main')),
    worldWith(decision('D1', '日'.repeat(99))),
  ];
  for (const world of worlds) {
    for (let cols = 2; cols < 200; cols += 1) {
      expect(visibleWidth(statusBar(world, two, cols, null).text), `${cols}`).toBe(cols);
      expect(visibleWidth(statusBar(world, two, cols, 'a note').text), `${cols}`).toBe(cols);
    }
  }
});

test('shows the oldest waiting decision, how many more there are, and the keys that settle it', () => {
  const world = worldWith(decision('D2', 'rm -rf build', 200), decision('D1', 'git push origin main', 100));
  const { text, decision: shown, isWhole } = statusBar(world, two, 140, null);
  expect(text).toContain('! 3 asks to run Bash git push origin main (+1 more)');
  expect(text).toContain('ctrl-] y/n decide');
  expect({ shown, isWhole }).toEqual({ shown: 'D1', isWhole: true });
});

test('the question of the worker that is looked at comes before older ones', () => {
  const own = { ...decision('D2', 'npm publish', 200), worker: two };
  const { text, decision: shown } = statusBar(worldWith(decision('D1', 'rm -rf build', 100), own), two, 140, null);
  expect(text).toContain('! 2 asks to run Bash npm publish (+1 more)');
  expect(shown).toBe('D2');
});

test('says when the call does not fit', () => {
  expect(statusBar(worldWith(decision('D1', 'x'.repeat(300))), two, 120, null)).toMatchObject({
    decision: 'D1',
    isWhole: false,
  });
});

test('a call with more than its command is shown with all of its input', () => {
  const asked = decision('D1', 'ls', 1, { dangerouslyDisableSandbox: true });
  expect(statusBar(worldWith(asked), two, 160, null).text).toContain('"dangerouslyDisableSandbox":true');
});

test('a note takes the place of the decision, so that no key settles what is not seen', () => {
  const bar = statusBar(worldWith(decision('D1', 'ls')), two, 120, 'D0 approved.');
  expect(bar.text).toContain('D0 approved. ');
  expect(bar.decision).toBeNull();
});

test('what a worker wrote is shown and not obeyed', () => {
  const { text } = statusBar(worldWith(decision('D1', 'echo \x1b[2J\u202eevil\u200b')), two, 140, null);
  expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(text).toContain('\\x1b[2J\\u{202e}evil\\u{200b}');
});
