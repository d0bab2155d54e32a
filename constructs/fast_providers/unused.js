// cdktf zips assets in another process, `node fs.js FOLDER ARCHIVE`; in this one `archiver` and its 200 files are loaded
// and never called. They are loaded when called.
"use strict";

const Module = require("node:module");

const CDKTF_FS = /[\\/]node_modules[\\/]cdktf[\\/]lib[\\/]private[\\/]fs\.js$/;
const load = Module._load;

Module._load = function (request, parent, ...rest) {
  const archiver = () => load.call(this, request, parent, ...rest);
  if (request !== "archiver" || !CDKTF_FS.test(parent?.filename)) return archiver();
  return new Proxy(() => {}, { apply: (_, self, args) => archiver().apply(self, args), get: (_, name) => archiver()[name] });
};
