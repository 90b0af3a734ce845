'use strict';

/** Finds and opens libdeepspeech with LiteRT's library, and calls its functions, now or on another thread. */

const fs = require('node:fs');
const path = require('node:path');
const koffi = require('koffi');
const { HANDLES, STRUCTS, FUNCTIONS } = require('./declarations.js');

const PLATFORM = `${process.platform}-${process.arch}`;
const FOLDER = path.join(__dirname, '..', 'lib', PLATFORM);
// koffi runs asynchronous calls on stacks of its own, which are too small for a model by default.
const ASYNC_STACK_BYTES = 2 * 1024 * 1024;
const RTLD_NOW = 2;
const RTLD_NODELETE = process.platform === 'darwin' ? 0x80 : 0x1000;
const KEEP_OPEN = RTLD_NOW | RTLD_NODELETE;
const MAX_CONCURRENT = 64; // koffi refuses calls above its limit of 256, so more wait here

/** The files of Electron applications that are in an archive are unpacked next to it. */
function nativeFile(name) {
  const file = path.join(FOLDER, name).replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');
  return fs.existsSync(file) ? file : null;
}

function types() {
  const known = {
    void: 'void',
    int: 'int',
    'unsigned int': 'uint',
    float: 'float',
    double: 'double',
    string: 'str',
    'string array': koffi.pointer('str'),
    bytes: koffi.pointer('uint8_t'),
    'short*': koffi.pointer('int16_t'),
    'float*': koffi.pointer('float'),
    'double*': koffi.pointer('double'),
    'out unsigned int*': koffi.out(koffi.pointer('uint')),
  };
  const add = (name, type) => {
    known[`${name}*`] = koffi.pointer(type);
    known[`out ${name}**`] = koffi.out(koffi.pointer(koffi.pointer(type)));
  };
  for (const name of HANDLES) add(name, koffi.opaque());
  const structs = {};
  for (const [name, members] of Object.entries(STRUCTS)) {
    const resolved = Object.entries(members).map(([member, type]) => [member, known[type]]);
    structs[name] = koffi.struct(Object.fromEntries(resolved));
    add(name, structs[name]);
  }
  return { known, structs };
}

/**
 * Opens a library that stays open. koffi closes libraries when a thread or the process ends, but LiteRT cannot be
 * closed, and other threads may be using libdeepspeech.
 */
function keepOpen(file) {
  const dlopen = koffi.load(null).func('dlopen', 'void*', ['str', 'int']);
  if (dlopen(file, KEEP_OPEN) === null) {
    throw new Error(`Cannot open ${file}: ${koffi.load(null).func('dlerror', 'str', [])()}`);
  }
}

function open() {
  const file = nativeFile('libdeepspeech.so');
  if (file === null) {
    throw new Error(`This package has no libdeepspeech for ${PLATFORM}: ${FOLDER} does not contain it. ` +
      'In a checkout, npm run natives copies it from the build.');
  }
  try {
    koffi.config({ async_stack_size: ASYNC_STACK_BYTES });
  } catch (error) {
    if (koffi.config().async_stack_size < ASYNC_STACK_BYTES) throw error; // another package made calls before
  }
  // libdeepspeech finds a library that is open by its name.
  const runtime = nativeFile('libLiteRt.so');
  if (runtime !== null && !process.env.DS_LITERT_LIBRARY) keepOpen(runtime);
  keepOpen(file);
  const library = koffi.load(file);
  const { known, structs } = types();
  const free = library.func('DS_FreeString', 'void', ['void*']);
  known['owned string'] = koffi.disposable(koffi.types.str, free);
  const functions = { DS_FreeString: free };
  for (const [name, [result, parameters]] of Object.entries(FUNCTIONS)) {
    functions[name] ??= library.func(name, known[result], parameters.map((type) => known[type]));
  }
  return { functions, structs };
}

let opened = null;
const library = () => (opened ??= open());

/** Calls a function of the library. */
function call(name, ...parameters) {
  return library().functions[name](...parameters);
}

let running = 0;
const waiting = [];

/** Calls a function of the library on another thread. */
async function callAsync(name, ...parameters) {
  if (running >= MAX_CONCURRENT) await new Promise((resolve) => waiting.push(resolve));
  running++;
  try {
    return await new Promise((resolve, reject) => {
      library().functions[name].async(...parameters, (error, result) => (error ? reject(error) : resolve(result)));
    });
  } finally {
    running--;
    waiting.shift()?.();
  }
}

/** The structure at an address, or the one at an index of an array there. */
function read(name, address, index = 0) {
  return koffi.decode(address, index * sizeOf(name), library().structs[name]);
}

/** The size of a structure in bytes. */
const sizeOf = (name) => koffi.sizeof(library().structs[name]);

module.exports = { call, callAsync, read, sizeOf };
