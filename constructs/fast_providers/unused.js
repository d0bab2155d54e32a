// cdktf zips assets in another process, `node fs.js FOLDER ARCHIVE`. In this one it would load `archiver`, 200 files,
// and never call it; here they are loaded when called.
"use strict";

const Module = require("node:module");

const CDKTF_FS = /[\\/]node_modules[\\/]cdktf[\\/]lib[\\/]private[\\/]fs\.js$/;
const load = Module._load;

Module._load = function (request, parent, ...rest) {
  const archiver = () => load.call(this, request, parent, ...rest);
  if (request !== "archiver" || !CDKTF_FS.test(parent?.filename)) return archiver();
  const call = (_, self, values) => archiver().apply(self, values);
  return new Proxy(() => {}, { apply: call, get: (_, name) => archiver()[name] });
};
