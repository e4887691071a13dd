// Raw-mode echo: prints back what it reads, so that a test sees when a key came through.
process.stdin.setRawMode(true);
process.stdout.write('ready\r\n');
process.stdin.on('data', (bytes) => {
  if (bytes.includes(0x04)) process.exit(0);
  process.stdout.write(bytes);
});
