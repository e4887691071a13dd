// Starts a child in its own session that ignores SIGTERM, and one in the same group; prints all three process ids.
import { spawn } from 'node:child_process';

const stubborn = `process.on('SIGTERM', () => {}); process.on('SIGHUP', () => {}); setInterval(() => {}, 1000); console.log('up')`;
const start = (detached) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ['-e', stubborn], { detached, stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.once('data', () => resolve(child.pid));
  });
const [escaped, member] = await Promise.all([start(true), start(false)]);
console.log(`family ${process.pid} ${escaped} ${member} .`);
setInterval(() => {}, 1000);
