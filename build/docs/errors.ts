import { catalogue, type ErrorCode, errorCodes, olderStatuses } from '../../src/errors/catalogue.js'
import { describeError } from '../../src/errors/describe.js'
import { providerSlugs } from '../../src/providers/providers.js'
import { generated } from './generated.js'

/** The address of a server that was started without settings. */
const mock = 'http://127.0.0.1:7855'

/** The page of an error, as Markdown. */
export function errorPage(code: ErrorCode): string {
  const error = describeError(code, mock, providerSlugs)
  const { status, reason, message, fix, isOurs, when, setting, remark, needsControl, script, answer } = error
  return [
    generated,
    `# ${code}`,
    `**${status} ${reason}${error.olderStatuses}.** ${message}`,
    '## What to do',
    fix,
    '## When it occurs',
    when.map((one) => `- ${one}`).join('\n'),
    '## Provoke it',
    ...(setting ? [`Start the server with \`${setting}\` for this.`] : []),
    ...(remark ? [remark] : []),
    ...(needsControl
      ? ['A server that was started with `REPULL_MOCK_CONTROL=off` ignores the `Prefer` header.']
      : []),
    `\`\`\`sh\n${script}\n\`\`\``,
    '## The answer',
    `\`\`\`json\n${answer}\n\`\`\``,
    ...(isOurs ? ['This code is our own choice; Repull does not publish it.'] : []),
    '[All errors](README.md)\n',
  ].join('\n\n')
}

/** The page that leads to those of all errors, as Markdown. */
export function errorIndexPage(): string {
  const rows = errorCodes.map((code) => {
    const { status, message } = catalogue[code]
    return `| ${status}${olderStatuses(code)} | [${code}](${code}.md) | ${message} |`
  })
  return [
    generated,
    '# Errors',
    'Every error that this server can answer. The `code` is stable and safe to switch on. A running server has these pages at `/docs/errors`.',
    ['| status | code | what happened |', '|---|---|---|', ...rows].join('\n'),
    'What differs from Repull, and what is our own, stands in [fidelity.md](../fidelity.md).\n',
  ].join('\n\n')
}
