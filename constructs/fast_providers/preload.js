// jsii's Node process loads this first, through NODE_OPTIONS. Each part touches what it recognizes and no more.
"use strict";

if (process.env.FAST_PROVIDERS !== "0") {
  require("./lazy_index.js");
  require("./unused.js");
}
