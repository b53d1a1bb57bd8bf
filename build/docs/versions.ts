import { apiVersions } from '../../src/versions/api-version.js'
import { differenceNames, differences } from '../../src/versions/differences.js'
import { generated } from './generated.js'

/** What differs between the versions of the API, as Markdown. */
export function versionsPage(): string {
  const rows = differenceNames.map((name) => {
    const { what, where, ...values } = differences[name]
    return `| ${[what, where, ...apiVersions.map((version) => values[version])].join(' | ')} |`
  })
  return [
    generated,
    '# Versions of the API',
    'Repull changes its API as time goes by. This server speaks the API as published in 2026-10, and for older clients that of 2026-07. Members that were added between them are there in both: clients ignore those that they do not know. Operations that were added are there in both, too, but those by which hosts sign in: a client that is tested against 2026-07 must not come to need them. Beside that, only what one answer cannot be for both follows the version.',
    '## Choose a version',
    `| for | by |
|---|---|
| a server | \`REPULL_MOCK_API_VERSION=2026-07\`, \`--api-version 2026-07\`, or \`startMock({ apiVersion: '2026-07' })\` |
| a workspace | \`PUT /_mock/api-version\` with its key and \`{"version": "2026-07"}\`; without a key, all workspaces |
| a call under \`/v1\` | \`Prefer: api-version=2026-07\`, which comes back in \`Preference-Applied\` |`,
    'The call comes before the workspace, and the workspace before the server. A call that is refused before its workspace is known has the version of the server. Hosted pages have that of the workspace. Calls under `/_mock` have no versions. With `REPULL_MOCK_CONTROL=off`, the setting alone counts.',
    'An answer has `X-Repull-Mock-Warning` where a call succeeds only because of its version.',
    '## What differs',
    [
      `| what | where | ${apiVersions.join(' | ')} |`,
      `|---|---|${'---|'.repeat(apiVersions.length)}`,
      ...rows,
    ].join('\n'),
    'Each row has a test that makes the same call in both versions.',
    '## Descriptions',
    '`/openapi.yaml` and `/openapi.json` describe the version of the server. `/openapi-2026-10.yaml` and `/openapi-2026-07.yaml`, also as `.json`, are always there. The package has them as [openapi.yaml](../openapi.yaml) and [openapi-2026-07.yaml](../openapi-2026-07.yaml).',
    '[operations.md](operations.md) says how far each operation goes, in every version.\n',
  ].join('\n\n')
}
