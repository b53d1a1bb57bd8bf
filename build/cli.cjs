#!/usr/bin/env node
require('./repull-mock.cjs')
  .main()
  .then((code) => {
    if (code !== undefined) process.exit(code)
  })
