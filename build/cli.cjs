#!/usr/bin/env node
// Runs the bundle beside it. Most of a start is V8 reading and compiling code, so what it compiled is kept in a file
// beside the bundle by the first server that lives for a while, and read from there by the next: a file that is missing,
// of another Node, or in a folder that nobody may write to costs nothing but that time.
const { readFileSync, renameSync, rm, writeFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { dirname, join } = require('node:path')
const { Script } = require('node:vm')

/** How long a server lives before what it compiled is kept, in milliseconds. */
const warmMs = 1500

const bundle = join(__dirname, 'BUNDLE')
const cache = `${bundle}.${process.version}-${process.arch}.cache`

function readCache() {
  try {
    return readFileSync(cache)
  } catch {
    return undefined
  }
}

/** Written whole and then named, so that nobody reads half of it. A server never fails for want of it. */
function keep(script) {
  const draft = `${cache}.${process.pid}`
  try {
    writeFileSync(draft, script.createCachedData(), { flag: 'wx' })
    renameSync(draft, cache)
  } catch {
    rm(draft, () => {})
  }
}

const cachedData = readCache()
// The bundle is plain ASCII, which is read fastest as Latin-1.
const script = new Script(readFileSync(bundle, 'latin1'), { filename: bundle, cachedData })
if (cachedData === undefined || script.cachedDataRejected) setTimeout(keep, warmMs, script).unref()

const module_ = { exports: {} }
script.runInThisContext()(module_.exports, createRequire(bundle), module_, bundle, dirname(bundle))
module_.exports.main().then((code) => {
  if (code !== undefined) process.exit(code)
})
