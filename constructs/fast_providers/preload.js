// Each of these touches what it recognizes and no more. Loaded by kernel.js, or else through NODE_OPTIONS.
"use strict";

const switches = process.env.FAST_PROVIDERS?.split(",") ?? [];

if (!switches.includes("0")) {
  require("./lazy_index.js").install({ sourceMaps: switches.includes("-source-maps") });
  if (!switches.includes("-unused")) require("./unused.js");
}
