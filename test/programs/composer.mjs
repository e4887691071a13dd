// A composer like an agent's: marked pastes, Enter submits and is told as `took "…"`. The argument makes it difficult.
const manner = process.argv[2];
let draft = '';
let paste = false;
let enters = 0;
const log = [];

const draw = () => {
  if (manner === 'menu') return process.stdout.write('\x1b[2J\x1b[Hmenu\r\n 1. one\r\n 2. two');
  const lines = [...log, ...(manner === 'never-submits' ? [`enters ${enters}`] : []), '', `> ${draft}`];
  process.stdout.write(`\x1b[?2026h\x1b[2J\x1b[H${lines.join('\n').replaceAll('\n', '\r\n')}\x1b[?2026l`);
};

const enter = () => {
  enters += 1;
  const isTaken = manner !== 'never-submits' && !(manner === 'swallows-enter' && enters === 1);
  if (manner === 'menu') log.push('chose');
  else if (isTaken && draft !== '') {
    log.push(`took ${JSON.stringify(draft)}`);
    draft = '';
  }
};

process.stdin.setRawMode(true);
process.stdin.setEncoding('utf8');
process.stdin.on('data', (bytes) => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: keys are control characters.
  for (const part of bytes.split(/(\x1b\[20[01]~|[\r\x04\x7f])/)) {
    if (part === '\x1b[200~') paste = true;
    else if (part === '\x1b[201~') paste = false;
    else if (part === '\x04') process.exit(0);
    else if (part === '\x7f') draft = draft.slice(0, -1);
    else if (part === '\r' && !paste) enter();
    else draft += part;
  }
  draw();
});
const start = () => {
  process.stdout.write('\x1b[?2004h');
  draw();
};
if (manner === 'slow-start') setTimeout(start, 300);
else start();
