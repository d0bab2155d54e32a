// What jsii's Node process loads before anything else, through NODE_OPTIONS. Each part touches what it recognizes, no more.
"use strict";

if (process.env.FAST_PROVIDERS !== "0") {
  require("./lazy_index.js");
  require("./type_definitions.js");
  require("./unused.js");
}
