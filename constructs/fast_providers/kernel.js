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
  ["te=new K.InputOutput(ee)", `te=require(${JSON.stringify(__filename)}).withoutAnswers(new K.InputOutput(ee))`],
  // a request to create an object may name the reference of the object: `ref`
  ['registerObject(K,f,null!==(m=e.interfaces)&&void 0!==m?m:[])', "registerObject(K,f,e.interfaces??[],e.ref)"],
  ["registerObject(e,p,m){var f;", "registerObject(e,p,m,ref){var f;"],
  ['const F=X(this,y,"m",N).call(this,p);', 'const F=ref??X(this,y,"m",N).call(this,p);'],
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

/**
 * A request with `place` gets no answer: Python has already sent the next one. If it fails, the requests after it are
 * left out, and the first request that Python waits for gets the error with this place. If there is none, the error is
 * printed.
 */
exports.withoutAnswers = (inout) => {
  const read = inout.read.bind(inout);
  const write = inout.write.bind(inout);
  let place, failure;
  inout.read = () => {
    for (;;) {
      const request = read();
      place = request?.place;
      if (!failure) return request;
      if (!request || "exit" in request) {
        process.stderr.write(`${failure.error}\n`);
        return request;
      }
      if (!place) {
        write(failure);
        failure = undefined;
      }
    }
  };
  inout.write = (answer) => {
    if (!place) write(answer);
    else if ("error" in answer) failure = { ...answer, error: `${answer.error}\n  at ${place}` };
  };
  return inout;
};

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

if (require.main === module) run(process.argv[2]);
