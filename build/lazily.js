/**
 * Packages that a start does without, and what stands in the place of each until it is first used: a module that has what
 * is imported of it.
 *
 * @type {Readonly<Record<string, (load: string) => string>>}
 */
export const lazyPackages = {
  ajv: (load) => `export function Ajv(...args) { return new (${load}.Ajv)(...args) }`,
  'fast-json-stringify': (load) => `export default (...args) => ${load}(...args)`,
  'light-my-request': (load) => `
    module.exports = (...args) => ${load}(...args)
    module.exports.inject = (...args) => ${load}.inject(...args)`,
  // esbuild gives what is imported late no names of CommonJS.
  iovalkey: (load) => `export const { Cluster, Redis } = ${load}`,
  'pino-pretty': (load) => `export const { prettyFactory } = ${load}`,
  // Only a server behind a proxy that it trusts reads addresses of others.
  '@fastify/proxy-addr': (load) => `
    export const compile = (...args) => ${load}.compile(...args)
    export const all = (...args) => ${load}.all(...args)`,
}

/** Functions of Node's own modules that are called late, if at all: those modules are loaded then. */
const lateFunctions = {
  'node:http2': ['createServer', 'createSecureServer'],
  'node:https': ['createServer', 'request'],
  'node:dns': ['lookup'],
  'node:dns/promises': ['lookup', 'resolve4', 'resolve6'],
  'node:fs/promises': ['readFile'],
  'node:zlib': ['brotliDecompress'],
  module: ['createRequire'],
}

const noCompiler = `module.exports = () => () => { throw new Error('no compiler of schemas is set') }`

/** What is required at once and this server has no use for, by Fastify, by its router, by pino, by pino-pretty and by us. */
const unused = {
  // Loaded where something is wrong.
  'node:assert': `module.exports = (value, message) => { if (!value) require('node:assert')(value, message) }`,
  // How pino writes to files and to other threads: it is given what it writes to.
  'sonic-boom': `module.exports = class { constructor() { throw new Error('pino has no output') } }`,
  'thread-stream': `module.exports = class { constructor() { throw new Error('pino has no threads') } }`,
  worker_threads: 'export const isMainThread = true',
  // Whether plugins fit this Fastify: in the bundle no version changes any more, and the tests ran with these.
  semver: 'export const satisfies = () => true',
  // Whether expressions in paths of routes are safe: no route has one.
  'safe-regex2': 'module.exports = () => true',
  // What compiles schemas where a server sets nothing: this one sets compilers of its own.
  '@fastify/ajv-compiler': noCompiler,
  '@fastify/fast-json-stringify-compiler': noCompiler,
  // How pino-pretty writes: it is asked for lines only.
  'pino-abstract-transport': 'module.exports = undefined',
  pump: 'module.exports = undefined',
}

/** Whose imports are put off. */
const importers = /\/src\/|\/node_modules\/(?:fastify|find-my-way|pino|pino-pretty)\//

/** The file of a package that is loaded late, without its ending. */
export function lazyFile(name) {
  return `lazy-${name.replace(/^.*\//, '')}`
}

/** Puts off the packages above, for esbuild. Each is to be an entry of the same build, so that nothing is there twice. */
export const lazily = {
  name: 'lazily',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\/lazy-/ }, ({ path }) => ({ path, external: true }))
    onResolve({ filter: /^[a-z@]/ }, ({ path, kind, importer }) => {
      if (kind === 'entry-point' || !importers.test(importer)) return undefined
      if (Object.hasOwn(unused, path)) return { path, namespace: 'unused' }
      if (Object.hasOwn(lateFunctions, path)) return { path, namespace: 'late' }
      return Object.hasOwn(lazyPackages, path) ? { path, namespace: 'lazily' } : undefined
    })
    onLoad({ filter: /./, namespace: 'unused' }, ({ path }) => ({ contents: unused[path] }))
    onLoad({ filter: /./, namespace: 'late' }, ({ path }) => ({
      contents: lateFunctions[path]
        .map((name) => `export const ${name} = (...args) => require('${path}').${name}(...args)`)
        .join('\n'),
    }))
    onLoad({ filter: /./, namespace: 'lazily' }, ({ path }) => ({
      contents: lazyPackages[path](`require('./${lazyFile(path)}.cjs').default`),
    }))
  },
}
