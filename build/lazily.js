/**
 * Packages of others that a start does without, and how each is loaded when it is first used: a module in its place, which
 * has what its importers take of it. What is required inside a function needs no more than the whole.
 *
 * @type {Readonly<Record<string, (load: string) => string>>}
 */
export const lazyPackages = {
  ajv: (load) => `export function Ajv(...args) { return new (${load}.Ajv)(...args) }`,
  'fast-json-stringify': (load) => `export default (...args) => ${load}(...args)`,
  'light-my-request': (load) => `module.exports = ${load}`,
  // esbuild gives what is imported late no names of CommonJS.
  iovalkey: (load) => `export const { Redis } = ${load}`,
  'pino-pretty': (load) => `export const { PinoPretty } = ${load}`,
  '@fastify/ajv-compiler': (load) => `module.exports = (...args) => (...more) => ${load}(...args)(...more)`,
  '@fastify/fast-json-stringify-compiler': (load) =>
    `module.exports = (...args) => (...more) => ${load}(...args)(...more)`,
}

/** Whose imports are put off: our sources, and Fastify's of what it requires late itself. */
const importers = /\/src\/|\/node_modules\/fastify\//

/** The file of a package that is loaded late, without its ending. */
export function lazyFile(name) {
  return `lazy-${name.replace(/^.*\//, '')}`
}

/** Puts off the packages above, for esbuild. Each is to be an entry of the same build, so that nothing is there twice. */
export const lazily = {
  name: 'lazily',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\/lazy-/ }, ({ path }) => ({ path, external: true }))
    onResolve({ filter: /^[a-z@]/ }, ({ path, kind, importer }) =>
      kind !== 'entry-point' && Object.hasOwn(lazyPackages, path) && importers.test(importer)
        ? { path, namespace: 'lazily' }
        : undefined,
    )
    onLoad({ filter: /./, namespace: 'lazily' }, ({ path }) => ({
      contents: lazyPackages[path](`require('./${lazyFile(path)}.cjs').default`),
    }))
  },
}
