#!/usr/bin/env node
require('./program.cjs')
  .main()
  .then((code) => {
    if (code !== undefined) process.exit(code)
  })
