#!/usr/bin/env node
// The launcher: plain enough for any old Node to parse. It goes on in this Node when that is new enough, else in the
// one that a clone brings along or that GAFFER_NODE names, else it says what to do.
'use strict';

const MIN_MAJOR = 24;
const EX_CONFIG = 78;
const KEEP_COMPILED_MS = 3000;

process.env.NODE_ENV = process.env.NODE_ENV || 'production'; // React's development build takes twice the time a frame

if (major(process.versions.node) >= MIN_MAJOR) start();
else startElsewhere();

function start() {
  const path = require('node:path');
  const os = require('node:os');
  const cache = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
  // Compiled code from the last start: halves the time to the first frame. Without a writable cache it starts all the same.
  const { enableCompileCache, flushCompileCache } = require('node:module');
  enableCompileCache(path.join(cache, 'gaffer', 'compiled'));
  // Node writes it at an orderly end. Windows are closed and machines switched off: what the start compiled is kept soon after.
  setTimeout(flushCompileCache, KEEP_COMPILED_MS).unref();
  const main = path.join(__dirname, '..', 'dist', 'main.js');
  if (!require('node:fs').existsSync(main)) fail('gaffer is not built yet. Run: npm run build');
  import(require('node:url').pathToFileURL(main).href).catch((error) => {
    console.error(error);
    process.exit(1);
  });
}

function startElsewhere() {
  const node = findNode();
  if (node === undefined) {
    fail(
      'gaffer needs Node ' +
        MIN_MAJOR +
        ' or newer; this is ' +
        process.versions.node +
        '.\n' +
        'Install one (for example: npm install --global n && n ' +
        MIN_MAJOR +
        '), or name its binary in GAFFER_NODE.',
    );
  }
  const child = require('node:child_process').spawn(node, [__filename].concat(process.argv.slice(2)), {
    stdio: 'inherit',
  });
  ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'].forEach((signal) => {
    process.on(signal, () => {
      child.kill(signal);
    });
  });
  child.on('error', (error) => {
    fail(`Node at ${node} does not start: ${error.message}`);
  });
  child.on('exit', (code, signal) => {
    if (signal) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    } else process.exit(code);
  });
}

function findNode() {
  const path = require('node:path');
  const modules = path.join(__dirname, '..', 'node_modules');
  const own = `node-${process.platform}-${process.arch}`;
  const candidates = [process.env.GAFFER_NODE, path.join(modules, own, 'bin', 'node')];
  return candidates.filter(Boolean).find(isNewEnough);
}

function isNewEnough(node) {
  const run = require('node:child_process').spawnSync(node, ['--version'], { encoding: 'utf8' });
  return run.status === 0 && major(run.stdout.trim().slice(1)) >= MIN_MAJOR;
}

function major(version) {
  return Number(version.split('.')[0]);
}

function fail(message) {
  console.error(message);
  process.exit(EX_CONFIG);
}
