import t from 'tap'
import { helpText } from '../../src/cli/help.js'
import { declarations, flagOf, settingNames } from '../../src/cli/settings.js'

t.test(
  'the help has each setting in a group: flag, what it does, its default and what it takes',
  async (t) => {
    const groups = helpText()
      .split(/\n\n(?=[A-Z][^\n]*:\n)/)
      .filter((group) => /\n {2}--/.test(group))
    t.ok(groups.length > 3)
    const shown = groups.flatMap((group) => (group.split('\n\n')[0] as string).split(/\n(?= {2}--)/).slice(1))
    t.strictSame(
      shown.map((text) => text.trim().split(/\s+/).join(' ')),
      settingNames.map((name) => {
        const { help, fallback, allowed } = declarations[name]
        const byDefault = fallback === '' ? '' : ` (default: ${fallback})`
        return `${flagOf(name)} ${help}${byDefault}. Takes ${allowed}.`
      }),
    )
  },
)

t.test('the help fits 80 columns, and names the variables, examples and where more is', async (t) => {
  for (const line of helpText().split('\n')) t.ok(line.length <= 80, line)
  t.match(helpText(), /--session-ttl is\s+REPULL_MOCK_SESSION_TTL/)
  t.match(helpText(), /Examples:\n(?: {2}repull-mock .*\n){2}/)
  for (const path of [' /,', ' /docs,', ' /docs/errors,', ' /llms.txt.']) t.match(helpText(), path)
})
