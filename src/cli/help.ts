import { drillFlags } from './drill-arguments.js'
import { declarations, flagOf, type SettingName, settingNames, titles } from './settings.js'

/** No line of the help is longer, in characters. */
const lineWidth = 80

/** Where the texts of the settings begin, in characters. */
const indent = 24

/** The flags of `drill` that are not settings. */
const drillFlagLines = Object.entries(drillFlags)
  .map(([flag, takes]) => `  ${flag.padEnd(11)}${takes}`)
  .join('\n')

const introduction = `repull-mock: a mock server of Repull's Connect API

Usage:
  repull-mock [serve] [flags]             start the server
  repull-mock exec [flags] -- <command…>  run a command with a server of its own
  repull-mock drill [flags] -- <command…> run a test with every failure that can
                                          come, and judge what the app does
  repull-mock health [flags]              exit 0 if a server with these settings
                                          answers, else 1
  repull-mock help | version              print this text, or the version

Examples:
  repull-mock --port 0 --session-ttl 5s
  repull-mock exec -- npm test
  repull-mock drill --report drill.html -- node app.test.js

exec starts the server on a free port unless --port or REPULL_MOCK_PORT names
one. The command finds its address in REPULL_API_BASE_URL and REPULL_API_URL and
a key in REPULL_KEY. exec ends with the command's exit code. It logs to stderr
from level warn unless --log-level or REPULL_MOCK_LOG_LEVEL is set.

drill runs a test that passes twice, then once for each failure, and ends with 0
without harm, 1 with harm, 3 when the test fails by itself. Its own flags:
${drillFlagLines}
Rules that may be broken can also stand in drill.config.json:
{"allow": {"rule": "why"}}.

Each setting is a flag and an environment variable: --session-ttl is
REPULL_MOCK_SESSION_TTL. The flag wins, and an empty variable counts as unset.
The only other variables that are read are PORT (in place of REPULL_MOCK_PORT,
not for exec), NO_COLOR and FORCE_COLOR.
`

const ending = `
A running server has a first call at /, the API reference at /docs, the errors
at /docs/errors, and all of it in short at /llms.txt.
`

/** The text of `--help`: commands, examples, and the settings in their groups. */
export function helpText(): string {
  return `${introduction}${settingNames.map(describe).join('')}${ending}`
}

function describe(name: SettingName): string {
  const { help, fallback, allowed } = declarations[name]
  const title = titles[name] === undefined ? '' : `\n${titles[name]}:\n`
  const byDefault = fallback === '' ? '' : ` (default: ${fallback})`
  const lines = wrap(`${help}${byDefault}. Takes ${allowed}.`, lineWidth - indent)
  return `${title}${`  ${flagOf(name)}`.padEnd(indent)}${lines.join(`\n${' '.repeat(indent)}`)}\n`
}

/** The lines of a text that are at most `width` characters long; a longer word has a line of its own. */
function wrap(text: string, width: number): readonly string[] {
  return [...text.matchAll(new RegExp(`\\S.{0,${width - 1}}(?=\\s|$)|\\S+`, 'g'))].map(([line]) => line)
}
