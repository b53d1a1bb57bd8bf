import { declarations, flagOf, type SettingName, settingNames, titles, variableOf } from './settings.js'

/** The text of `--help`. */
export function helpText(): string {
  return `Usage: repull-mock [serve] [flags]               start the server
       repull-mock health [flags]                exit 0 if a server with these settings answers, else 1
       repull-mock exec [flags] -- <command…>    run a command with a server of its own
       repull-mock help | version                print this text, or the version

exec starts the server on a free port unless --port or REPULL_MOCK_PORT names one, passes its address to the command as
REPULL_API_BASE_URL and REPULL_API_URL and a key as REPULL_KEY, exits with the command's exit code, and logs to stderr
from level warn unless --log-level or REPULL_MOCK_LOG_LEVEL is set.

Each setting is a flag and an environment variable; the flag wins, and an empty variable counts as unset. The only
other variables that are read are PORT (in place of REPULL_MOCK_PORT, not for exec), NO_COLOR and FORCE_COLOR.
${settingNames.map(describe).join('')}`
}

function describe(name: SettingName): string {
  const { help, fallback, allowed } = declarations[name]
  const title = titles[name] === undefined ? '' : `\n${titles[name]}:\n`
  const byDefault = fallback === '' ? '' : ` (default: ${fallback})`
  return `${title}  ${flagOf(name)}, ${variableOf(name)}\n      ${help}${byDefault}.\n      Takes ${allowed}.\n`
}
