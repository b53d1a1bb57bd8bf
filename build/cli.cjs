#!/usr/bin/env node
require('./server.cjs')
  .main()
  .then((code) => process.exit(code))
