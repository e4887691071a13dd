import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createReadMarks } from '../../src/compose/read-marks.ts';
import { workerNumber } from '../../src/domain/ids.ts';
import { tempDir } from '../kit/temp.ts';

const one = { worker: workerNumber(1), generation: 1 };
const two = { worker: workerNumber(2), generation: 1 };

const setUp = () => {
  const dir = tempDir();
  const file = join(dir, 'theme.ts');
  writeFileSync(file, 'light');
  const call = (tool: string, path = file) => ({ tool, input: { file_path: path }, cwd: dir, toolUseId: null });
  return { marks: createReadMarks(), file, call };
};

describe('an edit', () => {
  it('passes while the file is what its session read', async () => {
    const { marks, call } = setUp();
    await marks.check(call('Read'), one);
    expect(await marks.check(call('Edit'), one)).toBeNull();
  });

  it('of a file that the session never read is not ours to refuse', async () => {
    const { marks, call } = setUp();
    expect(await marks.check(call('Write'), one)).toBeNull();
  });

  it('is refused after another worker changed the file, and says which', async () => {
    const { marks, call, file } = setUp();
    await marks.check(call('Read'), one);
    writeFileSync(file, 'dark');
    await marks.after(call('Edit'), two);
    expect(await marks.check(call('Edit'), one)).toMatchObject({
      outcome: 'deny',
      because: expect.stringMatching(/changed by worker 2 since you read it/),
    });
  });

  it('is refused after a program changed the file, even where its time stayed the same', async () => {
    const { marks, call, file } = setUp();
    await marks.check(call('Read', './theme.ts'), one);
    writeFileSync(file, 'other');
    expect(await marks.check(call('Edit'), one)).toMatchObject({
      because: expect.stringContaining('changed by a program or a person'),
    });
  });

  it('is refused after the file was removed', async () => {
    const { marks, call, file } = setUp();
    await marks.check(call('Read'), one);
    rmSync(file);
    expect(await marks.check(call('Write'), one)).toMatchObject({ because: expect.stringContaining('was removed') });
  });

  it('passes again once the file was read again, and after the session’s own edits', async () => {
    const { marks, call, file } = setUp();
    await marks.check(call('Read'), one);
    writeFileSync(file, 'dark');
    await marks.check(call('Read'), one);
    expect(await marks.check(call('Edit'), one)).toBeNull();
    writeFileSync(file, 'darker');
    await marks.after(call('Edit'), one);
    expect(await marks.check(call('Edit'), one)).toBeNull();
  });

  it('knows nothing of what an older session of the seat read', async () => {
    const { marks, call, file } = setUp();
    await marks.check(call('Read'), one);
    writeFileSync(file, 'dark');
    expect(await marks.check(call('Edit'), { ...one, generation: 2 })).toBeNull();
  });
});
