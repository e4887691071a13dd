// The hook client for machines without Perl: the same protocol and the same rule as gaffer-hook.pl, at the price of a
// Node start per call. On any doubt a `gate` call exits 2, which blocks the action; a `note` call exits 0 in silence,
// and a `hold` call at its deadline, too: then Claude Code's own dialog goes on standing.
const { readFileSync } = require('node:fs');
const { connect } = require('node:net');

const [mode, socketPath, tokenFile, deadline] = process.argv.slice(2);

/** Whether the whole call was handed over, so that the supervisor knows of it. */
let asked = false;

const doubt = (because) => {
  if (mode === 'note') process.exit(0);
  process.stderr.write(
    `gaffer: blocked, because the supervisor ${because}. Nothing was run; this call was not decided.\n`,
    () => process.exit(2),
  );
};

const main = () => {
  if (!['gate', 'hold', 'note'].includes(mode))
    return doubt('was started wrongly: the mode must be gate, hold or note');
  if (!/^[1-9][0-9]{0,6}$/.test(deadline ?? ''))
    return doubt('was started wrongly: the deadline must be whole seconds');
  // setTimeout holds no more than 2^31-1 ms and would fire at once beyond it.
  setTimeout(
    () => {
      if (mode === 'hold' && asked) process.exit(0);
      doubt(`did not answer within ${deadline} s`);
    },
    Math.min(Number(deadline) * 1000, 2 ** 31 - 1),
  );

  const credentials = /^([0-9]{1,2} [0-9]{1,15} [A-Za-z0-9_-]{20,200})\n?$/.exec(readFileSync(tokenFile, 'utf8'))?.[1];
  if (credentials === undefined) return doubt('cannot be asked: the token file is damaged');
  const body = readFileSync(0);

  const chunks = [];
  connect(socketPath)
    .on('connect', function send() {
      this.write(`gaffer-hook/1 ${credentials} ${body.length}\n`);
      this.write(body, () => {
        asked = true;
      });
    })
    .on('data', (chunk) => chunks.push(chunk))
    .on('end', () => finish(Buffer.concat(chunks), TOOL_CALL.test(body.toString()) ? VERDICT : OBJECT))
    .on('error', (error) => doubt(`cannot be reached (${error.code})`));
};

// Claude Code takes output that it cannot read for no answer at all, and no answer at all does not block.
const TOOL_CALL = /"hook_event_name":\s*"PreToolUse"/;
const VERDICT = /^\{.*"permissionDecision":"(?:allow|deny|ask)".*\}$/s;
const OBJECT = /^\{.*\}$/s;

const finish = (reply, wanted) => {
  const header = /^gaffer-hook\/1 ([0-9]{1,9})\n/.exec(reply.subarray(0, 64).toString('latin1'));
  if (header === null) return doubt('gave an answer that is no answer');
  const json = reply.subarray(header[0].length, -1);
  if (json.length !== Number(header[1]) || reply.at(-1) !== 0x0a) return doubt('broke off in its answer');
  if (!wanted.test(json.toString())) return doubt('gave an answer without a verdict');
  process.stdout.write(json, () => process.exit(0));
};

process.on('uncaughtException', (error) => doubt(`cannot be asked (${error.code ?? error.message})`));
main();
