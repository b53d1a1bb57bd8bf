#!/usr/bin/env node
require('./program.cjs')
  .main()
  .then((code) => process.exit(code))
