import t from 'tap'
import { helpText } from '../../src/cli/help.js'
import { declarations, flagOf, settingNames, variableOf } from '../../src/cli/settings.js'

t.test(
  'the help has each setting in a group: flag, variable, what it does, its default and what it takes',
  async (t) => {
    const [, ...groups] = helpText().split(/\n\n(?=[A-Z][^\n]*:\n)/)
    t.ok(groups.length > 3)
    const shown = groups.flatMap((group) => group.split(/\n(?= {2}--)/).slice(1))
    t.strictSame(
      shown.map((text) => text.trim()),
      settingNames.map((name) => {
        const { help, fallback, allowed } = declarations[name]
        const byDefault = fallback === '' ? '' : ` (default: ${fallback})`
        return `${flagOf(name)}, ${variableOf(name)}\n      ${help}${byDefault}.\n      Takes ${allowed}.`
      }),
    )
  },
)
