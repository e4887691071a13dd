/** gaffer.yaml of a new workspace: the keys that people change first, with their defaults. */
export const gafferYaml = (
  workers: number,
): string => `# gaffer's configuration. Every key is optional; gaffer doctor checks this file.

# How many workers sit in this workspace, 1 to 64. Each has a status file, WORKERn.md.
workers: ${workers}

# Which directories are projects. A project is the unit of locking, normally a git repository of its own.
projects:
  - apps/*
  - libs/*

# auto: idle workers are given the best ready task. self: they pick. off: they wait for you.
dispatch: auto

# Models, cheapest first. A task begins on the cheapest that can do it and goes up one when that fails; with tier:NAME in
# the backlog it stays on that one. An Ollama that does not answer, or has no such model, is passed over.
tiers:
  - { name: ollama, model: auto, url: "http://localhost:11434", context: 65536 }  # auto: the coder model that it has
  - { name: haiku, model: haiku }
  - { name: opus, model: opus }
  # - { name: gate, model: some-model, url: "https://gateway.example", token: GATEWAY_TOKEN, price: { input: 1, output: 3 } }

# Where kinds of tasks begin, first match first; and what may be spent, in US dollars (warned at 80 %, asked at 100 %).
# routing: { rules: [{ tags: [security], tier: opus }, { projects: [docs], tier: ollama }] }
# budgets: { day: 20, project: 10, worker: 10, task: 2 }

# What must pass in a worker's project before its task may end.
# checks: { run: [npm test], timeout: 5m, projects: { apps/alpha: [npm run check] } }

locks:
  # How long a lock outlives the last sign of its holder.
  lease: 30m

# Health checks, and where alerts go; kinds and keys stand in docs/heartbeat.md. Secrets are named, never written here.
# heartbeat:
#   cron: '*/30 * * * *'
#   checks:
#     - { name: backup-disk, kind: disk, path: /mnt/backup, free: { warn: 15%, fail: 5% } }
#     - { name: home-backup, kind: restic, repository: /mnt/backup/restic, password: { file: /root/.restic }, expect: [{ path: /home }], needs: [backup-disk] }
#     - { name: website, kind: http, url: 'https://example.org', matches: Welcome }
# alerts:
#   channels:
#     - { name: phone, kind: ntfy, topic: { env: NTFY_TOPIC } }
#   quietHours: { from: '22:30', to: '07:00' }

# Notes are found by their words; with a model for embeddings on the Ollama above, also by what they mean.
# memory: { embeddings: { model: nomic-embed-text } }

sandbox:
  # auto: sessions run their shell behind the operating system's wall where there is one. gaffer doctor says so.
  enabled: auto
  # Hosts that a shell behind the wall may reach, such as your package registry.
  allowedDomains: []
`;
