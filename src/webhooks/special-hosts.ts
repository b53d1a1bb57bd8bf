/** Names by which a container reaches its host, whatever address its engine gives that. */
export const containerHosts: ReadonlySet<string> = new Set([
  'host.docker.internal',
  'gateway.docker.internal',
  'kubernetes.docker.internal',
  'vm.docker.internal',
  'docker.for.mac.localhost',
  'docker.for.mac.host.internal',
  'docker.for.win.localhost',
  'docker.for.win.host.internal',
  'host.containers.internal',
  'host.orb.internal',
  'host.lima.internal',
  'host.rancher-desktop.internal',
  'host.minikube.internal',
  'host.k3d.internal',
])

/** Names of the metadata services of clouds. */
export const metadataHosts: ReadonlySet<string> = new Set([
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
])

/** Addresses at which clouds hand out the credentials of a machine. */
export const metadataAddresses: readonly string[] = [
  // AWS, Azure, Google, Oracle, DigitalOcean and others; the same through NAT64.
  '169.254.169.254',
  '64:ff9b::a9fe:a9fe',
  'fd00:ec2::254',
  'fd20:ce::254',
  // Containers and pods of AWS.
  '169.254.170.2',
  '169.254.170.23',
  'fd00:ec2::23',
  // Azure's agent, Alibaba, Tencent, Oracle, Scaleway.
  '168.63.129.16',
  '100.100.100.200',
  '169.254.0.23',
  '192.0.0.192',
  '169.254.42.42',
  'fd00:42::42',
]

/** Domains that public DNS does not have: reserved ones, and those of container engines and company networks. */
const privateDomain =
  /\.(?:localhost|local|internal|lan|home\.arpa|test|docker|podman|svc|consul|home|corp|private|intranet)$/

/**
 * Whether public DNS does not have a name, so that it can only be one of this machine or its network: also one without a
 * dot, and one whose domain is no word, like the network of a compose project.
 */
export function isPrivateName(name: string): boolean {
  if (!name.includes('.') || privateDomain.test(name)) return true
  return !/\.(?:[a-z]+|xn--[\da-z-]+)$/.test(name)
}
