// Work of cdktf's that an application never sees.
//
// Archives: cdktf zips assets in another process, `node fs.js FOLDER ARCHIVE`. In this one it would load `archiver`, 200
// files, and never call it; here they are loaded when called.
// Stacks: cdktf notes with every token the JavaScript calls that led to it, for the text of an error. Under jsii all of
// them are jsii's own.
"use strict";

const Module = require("node:module");

const CDKTF_FS = /[\\/]node_modules[\\/]cdktf[\\/]lib[\\/]private[\\/]fs\.js$/;
const CDKTF = /[\\/]node_modules[\\/]cdktf[\\/]lib[\\/]/;
const STACK_TRACE = /^\.\/(tokens\/)?(private\/)?stack-trace$/;
const NOT_KEPT = Object.freeze(["(not kept: FAST_PROVIDERS=0 keeps it)"]);

const load = Module._load;

Module._load = function (request, parent, ...rest) {
  const loaded = () => load.call(this, request, parent, ...rest);
  if (request === "archiver" && CDKTF_FS.test(parent?.filename)) return whenCalled(loaded);
  if (STACK_TRACE.test(request) && CDKTF.test(parent?.filename)) return withoutStacks(loaded());
  return loaded();
};

function whenCalled(loaded) {
  const call = (_, self, values) => loaded().apply(self, values);
  return new Proxy(() => {}, { apply: call, get: (_, name) => loaded()[name] });
}

function withoutStacks(exports) {
  return typeof exports.captureStackTrace === "function" ? { ...exports, captureStackTrace: () => NOT_KEPT } : exports;
}
