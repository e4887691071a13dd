// Prints lines for ever, as fast as the terminal takes them; with an argument, that many bytes and then an end mark.
const total = Number(process.argv[2] ?? Number.POSITIVE_INFINITY);
const block = Array.from({ length: 400 }, (_, n) => `\x1b[3${n % 8}mline ${n} ${'x'.repeat(120)}\x1b[0m\r\n`).join('');
let written = 0;
const more = () => {
  while (written < total) {
    written += block.length;
    if (!process.stdout.write(block)) return process.stdout.once('drain', more);
  }
  process.stdout.write('END-OF-FLOOD\r\n');
};
more();
