/**
 * Real APKs, made with aapt, zipalign and apksigner. The framework that aapt compiles against is a stand-in of ours: the
 * attributes that these manifests use, under the ids of Android's public API. The code is an empty DEX of our own making.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipEntries } from '../../src/jobs/zip-entries.ts';

const ATTRIBUTES = [
  ['label', '01010001', 'string'],
  ['name', '01010003', 'string'],
  ['debuggable', '0101000f', 'boolean'],
  ['exported', '01010010', 'boolean'],
  ['minSdkVersion', '0101020c', 'integer'],
  ['versionCode', '0101021b', 'integer'],
  ['versionName', '0101021c', 'string'],
  ['targetSdkVersion', '01010270', 'integer'],
] as const;

export interface ApkSpec {
  readonly versionCode?: number;
  readonly debuggable?: boolean;
  readonly permissions?: readonly string[];
  /** A service that every app may call. */
  readonly exportedService?: boolean;
  readonly targetSdk?: number;
  readonly assets?: Readonly<Record<string, string>>;
  readonly sign?: boolean;
  /** Signed with a key other than the expected one. */
  readonly stranger?: boolean;
}

export interface ApkMaker {
  readonly make: (spec?: ApkSpec) => string;
  /** An app bundle of these modules, each manifest as aapt2 writes it; signed as a JAR unless `base` is not to be. */
  readonly bundle: (modules: { readonly base: ApkSpec } & Readonly<Record<string, ApkSpec>>) => Promise<string>;
  /** SHA-256 of the certificate that `make` signs with. */
  readonly certificate: string;
}

/** `cleanup` is told how to remove it all. */
export const apkMaker = (cleanup: (remove: () => void) => void): ApkMaker => {
  const root = mkdtempSync(join(tmpdir(), 'gaffer-test-apk-'));
  cleanup(() => rmSync(root, { recursive: true, force: true }));
  const framework = standInFramework(root);
  for (const name of ['ours', 'stranger']) makeKey(root, name);
  let count = 0;
  const make: ApkMaker['make'] = (spec = {}) => {
    count += 1;
    const directory = join(root, String(count));
    mkdirSync(join(directory, 'assets'), { recursive: true });
    writeFileSync(join(directory, 'AndroidManifest.xml'), manifestOf(spec));
    for (const [name, text] of Object.entries(spec.assets ?? {})) writeFileSync(join(directory, 'assets', name), text);
    mkdirSync(join(directory, 'raw'));
    writeFileSync(join(directory, 'raw/classes.dex'), emptyDex());
    const raw = join(directory, 'raw.apk');
    const aligned = join(directory, 'app.apk');
    run(
      'aapt',
      'package',
      '-f',
      '-I',
      framework,
      '-M',
      join(directory, 'AndroidManifest.xml'),
      '-A',
      join(directory, 'assets'),
      '-F',
      raw,
      join(directory, 'raw'),
    );
    run('zipalign', '-f', '4', raw, aligned);
    if (spec.sign !== false) sign(root, spec.stranger === true ? 'stranger' : 'ours', aligned);
    return aligned;
  };
  return {
    certificate: certificateOf(root, 'ours'),
    make,
    bundle: async (modules) => {
      const tree = join(root, `bundle-${count}`);
      for (const [name, spec] of Object.entries(modules)) {
        const proto = join(root, `${name}-${count}.proto`);
        run('aapt2', 'convert', '--output-format', 'proto', '-o', proto, make({ ...spec, sign: false }));
        const manifest = (await zipEntries(proto))?.find((entry) => entry.name === 'AndroidManifest.xml')?.read();
        mkdirSync(join(tree, name, 'manifest'), { recursive: true });
        writeFileSync(join(tree, name, 'manifest/AndroidManifest.xml'), manifest ?? '');
      }
      const file = `${tree}.aab`;
      execFileSync('zip', ['-q', '-r', file, '.'], { cwd: tree });
      if (modules.base.sign !== false) signJar(root, modules.base.stranger === true ? 'stranger' : 'ours', file);
      return file;
    },
  };
};

const run = (program: string, ...args: readonly string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

const standInFramework = (root: string): string => {
  const values = join(root, 'framework/res/values');
  mkdirSync(values, { recursive: true });
  writeFileSync(join(root, 'framework/AndroidManifest.xml'), '<manifest package="android"/>');
  const attributes = ATTRIBUTES.map(
    ([name, id, format]) =>
      `<attr name="${name}" format="${format}"/><public type="attr" name="${name}" id="0x${id}"/>`,
  );
  writeFileSync(join(values, 'attrs.xml'), `<resources>${attributes.join('')}</resources>`);
  const file = join(root, 'framework.apk');
  run(
    'aapt',
    'package',
    '-f',
    '-x',
    '-M',
    join(root, 'framework/AndroidManifest.xml'),
    '-S',
    join(root, 'framework/res'),
    '-F',
    file,
  );
  return file;
};

/** Throw-away keys: made by openssl, which takes milliseconds where keytool takes a second. */
const makeKey = (root: string, name: string): void => {
  const at = (suffix: string): string => join(root, `${name}.${suffix}`);
  run(
    'openssl',
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '3650',
    '-subj',
    `/CN=${name}`,
    '-keyout',
    at('key.pem'),
    '-out',
    at('crt'),
  );
  run('openssl', 'pkcs8', '-topk8', '-outform', 'DER', '-nocrypt', '-in', at('key.pem'), '-out', at('pk8'));
};

const certificateOf = (root: string, name: string): string =>
  createHash('sha256')
    .update(execFileSync('openssl', ['x509', '-in', join(root, `${name}.crt`), '-outform', 'DER']))
    .digest('hex');

const sign = (root: string, name: string, file: string): void => {
  run('apksigner', 'sign', '--key', join(root, `${name}.pk8`), '--cert', join(root, `${name}.crt`), file);
};

/** The password of a throw-away store, which jarsigner wants one to have. */
const PASSWORD = 'throw-away';

const signJar = (root: string, name: string, file: string): void => {
  const at = (suffix: string): string => join(root, `${name}.${suffix}`);
  const pass = `pass:${PASSWORD}`;
  run(
    'openssl',
    'pkcs12',
    '-export',
    '-inkey',
    at('key.pem'),
    '-in',
    at('crt'),
    '-name',
    name,
    '-passout',
    pass,
    '-out',
    at('p12'),
  );
  run('jarsigner', '-keystore', at('p12'), '-storetype', 'PKCS12', '-storepass', PASSWORD, file, name);
};

const manifestOf = ({
  versionCode = 1,
  debuggable = false,
  permissions = [],
  exportedService = false,
  targetSdk = 34,
}: ApkSpec): string => `<?xml version="1.0" encoding="utf-8"?>
<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="org.example.one" android:versionCode="${versionCode}" android:versionName="1.${versionCode}">
  <uses-sdk android:minSdkVersion="24" android:targetSdkVersion="${targetSdk}"/>
  ${['android.permission.INTERNET', ...permissions].map((name) => `<uses-permission android:name="${name}"/>`).join('')}
  <application android:label="One" android:debuggable="${debuggable}">
    <activity android:name=".Main" android:exported="true"><intent-filter><action android:name="android.intent.action.MAIN"/><category android:name="android.intent.category.LAUNCHER"/></intent-filter></activity>
    <service android:name=".Sync" android:exported="${exportedService}"/>
  </application>
</manifest>
`;

/** The smallest DEX 035 file that is well-formed: a header, and a map of the header and itself. */
const emptyDex = (): Buffer => {
  const HEADER = 0x70;
  const dex = Buffer.alloc(HEADER + 4 + 2 * 12);
  dex.write('dex\n035\0', 0, 'latin1');
  dex.writeUInt32LE(dex.length, 0x20);
  dex.writeUInt32LE(HEADER, 0x24);
  dex.writeUInt32LE(0x12345678, 0x28);
  dex.writeUInt32LE(HEADER, 0x34);
  dex.writeUInt32LE(dex.length - HEADER, 0x68);
  dex.writeUInt32LE(HEADER, 0x6c);
  dex.writeUInt32LE(2, HEADER);
  dex.writeUInt16LE(0x0000, HEADER + 4);
  dex.writeUInt32LE(1, HEADER + 8);
  dex.writeUInt16LE(0x1000, HEADER + 16);
  dex.writeUInt32LE(1, HEADER + 20);
  dex.writeUInt32LE(HEADER, HEADER + 24);
  createHash('sha1').update(dex.subarray(0x20)).digest().copy(dex, 12);
  dex.writeUInt32LE(adler32(dex.subarray(12)), 8);
  return dex;
};

const adler32 = (bytes: Buffer): number => {
  let low = 1;
  let high = 0;
  for (const byte of bytes) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return ((high << 16) | low) >>> 0;
};
