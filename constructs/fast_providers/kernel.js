// jsii's kernel in one process: `node kernel.js PROGRAM`, with PROGRAM the kernel in jsii's Python package.
//
// jsii starts a Node process that starts another and then only passes messages on. The second, PROGRAM, reads requests
// from descriptor 3 and writes answers to it; here it reads from 0 and writes to 1. What JavaScript prints goes to 2, in
// the lines that the first process would have written: {"stdout": BASE64} or {"stderr": BASE64}.
"use strict";

const { readFileSync, writeSync } = require("node:fs");
const Module = require("node:module");
const { dirname } = require("node:path");
const { Writable } = require("node:stream");
const { inspect } = require("node:util");

const KNOWN = [
  ["readFD:3,writeFD:3", "readFD:0,writeFD:1"],
  ['"runtime-index-worker.js"', '"lib__runtime-index-worker.js"'], // its file has this name in the Python package
];

function run(program) {
  process.argv = [process.argv[0], program];
  process.on("uncaughtException", end);
  for (const name of ["stdout", "stderr"]) Object.defineProperty(process, name, { value: printer(name) });
  require("./preload.js");

  const main = new Module(program, null);
  main.filename = program;
  main.paths = Module._nodeModulePaths(dirname(program));
  main._compile(KNOWN.reduce(replace, readFileSync(program, "utf8")), program);
}

function replace(code, [known, other]) {
  const parts = code.split(known);
  if (parts.length !== 2) throw new Error(`jsii's kernel has ${known} ${parts.length - 1} times, not once`);
  return parts.join(other);
}

function printer(name) {
  const write = (chunk, _, done) => {
    writeSync(2, `${JSON.stringify({ [name]: chunk.toString("base64") })}\n`);
    done();
  };
  return new Writable({ write });
}

/** Python closes both ends when it needs no more. Anything else that nobody caught is printed. */
function end(error) {
  if (error.code !== "EPIPE") process.stderr.write(`${inspect(error)}\n`);
  process.exit(1);
}

run(process.argv[2]);
