// Files of packages named @cdktf/provider-*: submodules on demand, and no source maps.
//
// A provider's index.js is a list of `exports.firewall = require("./firewall");`, 1,500 of them in azurerm. jsii looks
// a type up by its path, `closure.firewall.Firewall`, so each can as well be a getter that loads the file when asked.
"use strict";

const { readFileSync } = require("node:fs");
const Module = require("node:module");

const PROVIDER_FILE = /[\\/]node_modules[\\/]@cdktf[\\/]provider-[\w-]+[\\/]lib[\\/](.+)$/;
const SOURCE_MAP = "\n//# sourceMappingURL=data:application/json;base64,";
const RE_EXPORT = /^exports\.(\w+) = require\("(\.\/[\w-]+)"\);$/;
const ES_MODULE = 'Object.defineProperty(exports, "__esModule", { value: true });';
const WITHOUT_EFFECT = /^("use strict";|(exports\.\w+ = )+void 0;|\/\/.*|\/\*\*| \*.*|)$/;

const loadEagerly = Module._extensions[".js"];

/** `sourceMaps`: whether V8 is to have them all the same, as it does when Node runs with `--enable-source-maps`. */
exports.install = ({ sourceMaps }) => {
  const wholeFile = sourceMaps || process.sourceMapsEnabled;
  Module._extensions[".js"] = (module, filename) => load(module, filename, wholeFile);
};

function load(module, filename, wholeFile) {
  const [, file] = PROVIDER_FILE.exec(filename) ?? [];
  const code = file && withoutSourceMap(readFileSync(filename));
  if (code && file === "index.js" && defineGetters(module, code)) return;
  if (code && !wholeFile) return module._compile(code, filename);
  return loadEagerly(module, filename);
}

/** Two thirds of a provider's file are its last line, a source map that V8 would read and keep and nobody uses. */
function withoutSourceMap(content) {
  const end = content.lastIndexOf(SOURCE_MAP);
  const isLastLine = end >= 0 && content.indexOf("\n", end + 1) < 0;
  return isLastLine ? content.toString("utf8", 0, end) : undefined;
}

/** Whether the code is the known list and nothing else; if so, its exports are defined. */
function defineGetters(module, code) {
  const { exports } = module;
  const lines = code.split("\n");
  const reExports = lines.map((line) => RE_EXPORT.exec(line));
  const isKnown = (line, at) => reExports[at] || line === ES_MODULE || WITHOUT_EFFECT.test(line);
  if (!lines.every(isKnown)) return false;

  Object.defineProperty(exports, "__esModule", { value: true });
  const found = reExports.filter(Boolean);
  for (const [, name] of found) exports[name] = undefined; // as the file does; else V8 takes 20 ms for what follows
  for (const [, name, path] of found)
    Object.defineProperty(exports, name, { enumerable: true, get: () => module.require(path) });
  return true;
}
