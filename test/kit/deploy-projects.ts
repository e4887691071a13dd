/** Small projects of each kind, good as they stand: what tests and the benchmark plant faults in. */

export const page = (title: string, body: string): string =>
  `<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>${title}</title>\n<link rel="stylesheet" href="style.css">\n</head>\n<body>\n<main>\n<h1>${title}</h1>\n${body}\n</main>\n</body>\n</html>\n`;

export const SITE = {
  '.gitignore': 'dist/\n',
  'build.sh': 'rm -rf dist && cp -r pages dist\n',
  'pages/style.css': 'main { color: black; }\n',
  'pages/index.html': page('First', '<p><a href="about.html#us">About us</a></p>'),
  'pages/about.html': page('About', '<h2 id="us">Us</h2><p><a href="./">Home</a></p>'),
};

/** Stands in for Gradle: the project's own wrapper, which does what the task is called. */
export const GRADLEW = `#!/bin/sh
case "$1" in
  assembleRelease) mkdir -p out && cp ../../next.apk out/app.apk ;;
  testReleaseUnitTest) [ ! -e broken-test ] || { echo "MainTest > adds FAILED"; exit 1; } ;;
  lintRelease) [ ! -e broken-lint ] || { echo "Main.java:3: Error: HardcodedText"; exit 1; } ;;
esac
`;

export const DOCKERFILE = `FROM scratch
COPY rootfs /
HEALTHCHECK CMD ["/bin/sh", "-c", "test -e /tmp/ready"]
USER 1000
`;

/** What a Dockerfile would say, built by umoci: an image of this machine's own shell. */
export const BUILD = `set -e
rm -rf build && mkdir -p build/root/bin build/root/tmp
cp -r rootfs/. build/root/
for program in /bin/sh /bin/sleep; do
  cp -L "$program" build/root/bin/
  for library in $(ldd "$program" | grep -o '/[^ ]*'); do mkdir -p "build/root$(dirname "$library")"; cp -L "$library" "build/root$library"; done
done
umoci init --layout build/image
umoci new --image "build/image:$1"
umoci insert --rootless --image "build/image:$1" build/root / >/dev/null
umoci config --image "build/image:$1" --config.user "$(cat user)" --config.cmd /bin/sh --config.cmd /app/run
rm -rf build/root
`;

/** The same from its own Dockerfile, by buildah with a store of its own; a fixed time makes two builds one image. */
export const BUILD_FROM_DOCKERFILE = `set -e
rm -rf build && mkdir -p build/context/rootfs/bin build/context/rootfs/tmp
cp -r rootfs/. build/context/rootfs/
for program in /bin/sh /bin/sleep; do
  cp -L "$program" build/context/rootfs/bin/
  for library in $(ldd "$program" | grep -o '/[^ ]*'); do mkdir -p "build/context/rootfs$(dirname "$library")"; cp -L "$library" "build/context/rootfs$library"; done
done
chmod 1777 build/context/rootfs/tmp
buildah --storage-driver vfs --root "$PWD/build/store" --runroot "$PWD/build/run" build --quiet --isolation chroot --timestamp 0 \\
  --format oci --file Dockerfile --tag "oci:$PWD/build/image:$1" build/context >/dev/null
rm -rf build/store build/run build/context
`;

export const APP = `trap 'exit 0' TERM
echo ready > /tmp/ready
while :; do sleep 1 & wait $!; done
`;

export const IMAGE = {
  '.gitignore': 'build/\n',
  Dockerfile: DOCKERFILE,
  'build.sh': BUILD,
  user: '1000',
  'rootfs/app/run': APP,
};

export const CONFIGURATION = `homeassistant:
  name: Home
  packages: !include_dir_named packages
automation: !include automations.yaml
input_boolean:
  holiday: {name: Holiday}
rest:
  resource: http://example.org
  password: !secret rest_password
`;
export const HOME = {
  'configuration.yaml': CONFIGURATION,
  'automations.yaml': `- id: '1'
  alias: Morning light
  triggers: [{trigger: state, entity_id: input_boolean.holiday}]
  actions: [{action: light.turn_on, target: {entity_id: light.kitchen}}]
- id: '2'
  alias: Evening
  triggers: [{trigger: template, value_template: "{{ is_state('timer.tea', 'idle') }}"}]
  actions: [{action: automation.trigger, target: {entity_id: automation.morning_light}}]
`,
  'packages/tea.yaml': 'timer:\n  tea: {duration: "00:04:00"}\n',
  'secrets.example.yaml': 'rest_password: ""\n',
};
