// Definitions of all types of a package, 55 MB for azurerm: jsii's package cache has them one a line, beside an index of
// byte positions. jsii 1.142 reads the whole file to decode single lines; here it gets an object that reads the lines.
"use strict";

const fs = require("node:fs");

const DEFINITIONS = /[\\/]\.jsii\.runtime-defs\.v1\.jsonl$/;
const readFileSync = fs.readFileSync;

fs.readFileSync = (path, ...options) => {
  if (options.length > 0 || !DEFINITIONS.test(path)) return readFileSync(path, ...options);
  const file = fs.openSync(path);
  const toString = (encoding, start, end) => {
    const line = Buffer.allocUnsafe(end - start);
    fs.readSync(file, line, 0, line.length, start);
    return line.toString(encoding);
  };
  let whole; // for whatever else a later jsii might ask of it
  return new Proxy({ toString }, { get: (lines, name) => lines[name] ?? (whole ??= readFileSync(path))[name] });
};
