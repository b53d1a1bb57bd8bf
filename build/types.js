// Declarations that read well: a type that is computed from a table or a schema is written out, each member with what
// the table or the schema says of it, so that neither has to be published.
import { dirname } from 'node:path'
import ts from 'typescript'

const { NodeBuilderFlags, SyntaxKind } = ts
const flags =
  NodeBuilderFlags.NoTruncation | NodeBuilderFlags.InTypeAlias | NodeBuilderFlags.MultilineObjectLiterals

/** For projects whose library is older than `await using`. It says what that of the others says. */
export const disposal = `declare global {
    interface SymbolConstructor {
        readonly asyncDispose: unique symbol;
    }
}
`

/**
 * A plugin of rollup, to stand before the one that joins the declarations.
 *
 * @param entry the file of declarations from which all others are imported.
 */
export function plainTypes(entry) {
  const program = ts.createProgram([entry], {
    strict: true,
    exactOptionalPropertyTypes: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    types: ['node'],
  })
  const checker = program.getTypeChecker()
  const files = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(dirname(entry)))
  const computed = files.flatMap((file) => file.statements.filter(isComputed))
  const unions = computed
    .map((alias) => [write(expand(alias)), alias])
    .filter(([text]) => /^(?:"[^"]+" \| )+"[^"]+"$/.test(text))

  function expand(alias) {
    return checker.typeToTypeNode(checker.getTypeAtLocation(alias.name), alias, flags)
  }

  /** The value that a type is computed from. */
  async function sourceOf(alias) {
    const symbol = checker.getSymbolAtLocation(find(alias.type, ts.isTypeQueryNode).exprName)
    const { fileName } = symbol.declarations[0].getSourceFile()
    return (await import(fileName.replace(/d\.ts$/, 'js')))[symbol.name]
  }

  async function plain(alias) {
    const type = expand(alias)
    describe(type, await sourceOf(alias))
    let text = write(type)
    for (const [union, { name, parent }] of unions)
      if (text !== union)
        text = text.replaceAll(union, `import('${parent.fileName.replace(/d\.ts$/, 'js')}').${name.text}`)
    return text
  }

  return {
    name: 'plain-types',
    async transform(code, id) {
      let text = code
      // From the end, so that the places before it stay where they are.
      for (const alias of computed.filter(({ parent }) => parent.fileName === id).reverse())
        text = text.slice(0, alias.type.getStart()) + (await plain(alias)) + text.slice(alias.type.end)
      return text
    },
  }
}

/** One that depends on the types of who reads it stays as it is. */
function isComputed(statement) {
  if (!ts.isTypeAliasDeclaration(statement) || ts.isConditionalTypeNode(statement.type)) return false
  return find(statement.type, ts.isTypeQueryNode) !== undefined
}

/** Puts the members of a type in the order of its schema or table, and above each what that says of it. */
function describe(type, source) {
  const places = Object.keys(source?.properties ?? source ?? {})
  if (ts.isTypeLiteralNode(type))
    type.members.sort((one, other) => places.indexOf(one.name.text) - places.indexOf(other.name.text))
  ts.forEachChild(type, (child) => {
    if (!ts.isPropertySignature(child)) return describe(child, source?.items ?? source)
    const about = (source?.properties ?? source)?.[child.name.text]
    const text = about?.description ?? about?.help
    if (text)
      ts.addSyntheticLeadingComment(
        child,
        SyntaxKind.MultiLineCommentTrivia,
        `* ${text.replace(/^[a-z]/, (letter) => letter.toUpperCase())} `,
        true,
      )
    describe(child, about)
  })
}

function write(type) {
  return ts.createPrinter().printNode(ts.EmitHint.Unspecified, type, type.getSourceFile())
}

function find(node, fits) {
  return fits(node) ? node : ts.forEachChild(node, (child) => find(child, fits))
}
