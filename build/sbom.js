/**
 * A list of packages as CycloneDX has it, so that scanners know what is in the bundle. It says nothing of when or where
 * it was made: the same bundle has the same list.
 *
 * @param own the package that the others are in.
 */
export function sbom(own, packages) {
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: component('application', own) },
    components: packages.map((one) => component('library', one)),
    dependencies: [own, ...packages].map(({ id, needs }) => ({
      ref: purl(id),
      dependsOn: [...needs].map(purl).sort(),
    })),
  }
}

function component(type, { id, name, version, license }) {
  const [short, group] = name.split('/').reverse()
  return {
    type,
    'bom-ref': purl(id),
    ...(group && { group }),
    name: short,
    version,
    licenses: [{ license: { id: license } }],
    purl: purl(id),
  }
}

/** E.g. `pkg:npm/%40fastify/error@4.2.1`. */
function purl(id) {
  return `pkg:npm/${id.replace(/^@/, '%40')}`
}
