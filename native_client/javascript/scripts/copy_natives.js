'use strict';

/**
 * Copies the native libraries and the licenses into the package, before npm pack:
 *
 *   node scripts/copy_natives.js [--platform linux-x64] [--library libdeepspeech.so] [--runtime libLiteRt.so]
 *
 * The defaults are those of this checkout: the library that setup.py built in place, and LiteRT in .venv or at
 * DS_LITERT_LIBRARY. Other platforms are cross-compiled (doc/client.md).
 */

const fs = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');

const PACKAGE = path.join(__dirname, '..');
const CHECKOUT = path.join(PACKAGE, '..', '..');

function runtimeOfCheckout() {
  const base = path.join(CHECKOUT, '.venv', 'lib');
  const versions = fs.existsSync(base) ? fs.readdirSync(base) : [];
  return versions.map((name) => path.join(base, name, 'site-packages', 'ai_edge_litert', 'libLiteRt.so'))
    .find((file) => fs.existsSync(file));
}

/** The license of LiteRT lies beside its package; who passes the library on has to pass it on, too. */
function copyRuntimeLicense(runtime, target) {
  const packages = path.join(path.dirname(runtime), '..');
  const found = fs.readdirSync(packages).find((name) => /^ai_edge_litert-.*\.dist-info$/.test(name));
  const license = path.join(packages, found ?? '', 'licenses', 'LICENSE');
  if (!found || !fs.existsSync(license)) {
    console.error(`Warning: no license of LiteRT found beside ${runtime}; add it to ${target}`);
    return;
  }
  fs.copyFileSync(license, path.join(target, 'LICENSE.LiteRT'));
}

function main() {
  const { values } = parseArgs({
    options: {
      platform: { type: 'string', default: `${process.platform}-${process.arch}` },
      library: {
        type: 'string',
        default: path.join(CHECKOUT, 'native_client', 'python', 'deepspeech', 'lib', 'libdeepspeech.so'),
      },
      runtime: { type: 'string', default: process.env.DS_LITERT_LIBRARY || runtimeOfCheckout() },
    },
  });
  if (!/^[a-z0-9]+-[a-z0-9]+$/.test(values.platform)) {
    throw new Error(`--platform must be like linux-x64. Received: ${values.platform}`);
  }
  const target = path.join(PACKAGE, 'lib', values.platform);
  fs.mkdirSync(target, { recursive: true });
  for (const [option, name] of [['library', 'libdeepspeech.so'], ['runtime', 'libLiteRt.so']]) {
    const source = values[option];
    if (!source || !fs.existsSync(source)) {
      throw new Error(`--${option} must be ${name}, an existing file. Received: ${source ?? 'nothing'}`);
    }
    fs.copyFileSync(source, path.join(target, name));
  }
  copyRuntimeLicense(values.runtime, target);
  fs.copyFileSync(path.join(CHECKOUT, 'LICENSE'), path.join(PACKAGE, 'LICENSE'));
  fs.copyFileSync(path.join(CHECKOUT, 'doc', 'licenses.md'), path.join(PACKAGE, 'LICENSES.md'));
  console.log(target);
}

try {
  main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
