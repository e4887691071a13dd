/** A Dockerfile as its instructions, and what gaffer's own policy says of them. */

export interface Instruction {
  readonly line: number;
  /** In capitals. */
  readonly name: string;
  readonly text: string;
}

export const parseDockerfile = (source: string): readonly Instruction[] => {
  const found: Instruction[] = [];
  const lines = source.split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    const start = at;
    let text = lines[at] ?? '';
    if (/^\s*(?:#|$)/.test(text)) continue;
    while (/\\\s*$/.test(text) && at + 1 < lines.length) {
      at += 1;
      const next = lines[at] ?? '';
      // A comment between continued lines is none of the command.
      text = /^\s*#/.test(next) ? text : `${text.replace(/\\\s*$/, ' ')}${next.trim()}`;
    }
    const here = /<<-?\s*["']?(\w+)["']?/.exec(text)?.[1];
    if (here !== undefined && /^\s*(?:RUN|COPY)\b/i.test(text)) {
      while (at + 1 < lines.length && lines[at + 1]?.trim() !== here) {
        at += 1;
        text += `\n${lines[at]}`;
      }
      at += 1;
    }
    const [, name = '', rest = ''] = /^\s*(\w+)\s*([\s\S]*)$/.exec(text) ?? [];
    found.push({ line: start + 1, name: name.toUpperCase(), text: rest.trim() });
  }
  return found;
};

export const dockerfileProblems = (instructions: readonly Instruction[]): readonly string[] => {
  const user = instructions.findLast(({ name }) => name === 'USER');
  const at = ({ line }: Instruction, what: string): string => `line ${line}: ${what}`;
  return [
    ...(instructions.some(({ name }) => name === 'FROM') ? [] : ['it has no FROM']),
    ...instructions.flatMap((one) => instructionProblems(one).map((what) => at(one, what))),
    ...(user === undefined
      ? ['it names no USER, so it runs as root']
      : isRoot(user.text)
        ? [at(user, 'the last USER is root')]
        : []),
  ];
};

const instructionProblems = ({ name, text }: Instruction): readonly string[] => {
  switch (name) {
    case 'ADD':
      return /(?:^|\s)https?:\/\//.test(text) && !/--checksum=/.test(text)
        ? ['ADD fetches from the network what nobody has looked at; fetch it with a checksum']
        : [];
    case 'RUN':
      return [
        ...(/\b(?:curl|wget)\b[^|;&]*\|\s*(?:\w+\s+)*(?:ba|da|z)?sh\b/.test(text)
          ? ['runs what the network gives, unseen']
          : []),
        ...(/(?:^|\s|&&|;)sudo\s/.test(text) ? ['sudo in a build'] : []),
        ...(/chmod\s+(?:-R\s+)?(?:0?777|a\+rwx)\b/.test(text) ? ['lets everybody write'] : []),
        ...(/(?:--no-check-certificate|--insecure\b|\bcurl\s+(?:\S+\s+)*-k\b)/.test(text)
          ? ['does not look at certificates']
          : []),
      ];
    case 'ENV':
    case 'ARG':
      return /\b\w*(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_KEY)\w*\s*[= ]\s*["']?[^\s"'$]+/i.test(text)
        ? [`${name} writes a secret into the image`]
        : [];
    case 'COPY':
      return /(?:^|[\s/])(?:\.env|id_rsa|id_ed25519|\.npmrc|\.netrc|[\w-]+\.(?:pem|key))(?=\s|$)/.test(text)
        ? ['copies a file of secrets into the image']
        : [];
    case 'EXPOSE':
      return /(?:^|\s)22(?:\/tcp)?(?:\s|$)/.test(text) ? ['a container is no machine to log in to by ssh'] : [];
    case 'MAINTAINER':
      return ['MAINTAINER is gone; LABEL org.opencontainers.image.authors says it'];
    default:
      return [];
  }
};

export const isRoot = (user: string): boolean => /^(?:root|0+)?(?::|$)/.test(user.trim());

/** Each base with what is wrong with it; stages of the file itself and `scratch` are none. */
export const unpinnedBases = (instructions: readonly Instruction[]): readonly string[] => {
  const stages = new Set<string>(['scratch']);
  const problems: string[] = [];
  for (const { name, line, text } of instructions) {
    if (name !== 'FROM') continue;
    const [, base = '', alias] = /^(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(text) ?? [];
    if (!stages.has(base.toLowerCase()) && !/@sha256:[0-9a-f]{64}$/.test(base))
      problems.push(
        `line ${line}: ${base} is not pinned by digest${/:latest$|^[^:]*$/.test(base) ? ', and is whatever is latest' : ''}`,
      );
    if (alias !== undefined) stages.add(alias.toLowerCase());
  }
  return problems;
};
