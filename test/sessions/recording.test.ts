import { expect, test } from 'vitest';
import { createPainter } from '../../src/sessions/painter.ts';
import { readRecording, recordedFrame, recordingHeader } from '../../src/sessions/recording.ts';
import { feed, screenOf } from './kit.ts';

test('a recording of a screen, read again, shows the same screen', async () => {
  const screen = screenOf({ cols: 40, rows: 12 });
  const painter = createPainter();
  const area = { top: 0, left: 0, cols: 40, rows: 12 };
  let file = recordingHeader({ cols: 40, rows: 12 }, 1_700_000_000_000, 'worker 1');
  for (const [second, output] of ['\x1b[31mred\r\n', '日本 👍\r\n', '\x1b]52;c;eA==\x07end'].entries()) {
    await feed(screen, output);
    file += recordedFrame(second, painter.paint(screen, area));
  }
  const recording = readRecording(`${file}[3, "o`);
  if (!recording.ok) throw new Error(recording.problem.message);
  expect(recording.value.frames).toHaveLength(3);
  expect(file).not.toContain(']52;');
  const again = screenOf(recording.value);
  await feed(again, ...recording.value.frames.map(({ bytes }) => bytes));
  expect(again.rows().map((row) => row.trimEnd())).toEqual(screen.rows());
});

test.for(['', '{}', '{"version":1,"width":80,"height":24}', '{"version":2,"width":-1,"height":24}', 'not json'])(
  'what is no recording is a problem: %j',
  (text) => {
    expect(readRecording(text)).toMatchObject({ ok: false, problem: { kind: 'parse' } });
  },
);
