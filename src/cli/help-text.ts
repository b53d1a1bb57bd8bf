import { declarations, flagOf, type SettingName, settingNames, variableOf } from './settings.js'

/** The titles of the groups, each by the setting that it begins with. */
const titles: { readonly [Name in SettingName]?: string } = {
  PORT: 'Where it listens',
  SESSION_TTL: 'How much it keeps, and how long',
  STORE_URL: 'A store that servers share',
  API_KEYS: 'Who may call it',
  RATE_LIMIT: 'How it behaves',
  LOG_LEVEL: 'What it logs',
}

/** The text of `--help`. */
export function helpText(): string {
  return `Usage: repull-mock [serve] [flags]               start the server
       repull-mock health [flags]                exit 0 when a server with these settings answers, else 1
       repull-mock exec [flags] -- <command…>    run a command beside a server of its own
       repull-mock help | version                print this text, or the version

exec starts the server on a free port unless --port or REPULL_MOCK_PORT names one, tells the command of it by
REPULL_API_BASE_URL, REPULL_API_URL and REPULL_KEY, exits as the command does, and logs to stderr, from warn up
unless --log-level or REPULL_MOCK_LOG_LEVEL says otherwise.

Each setting is a flag and an environment variable; the flag wins, and an empty variable counts as unset. Of other
variables only PORT counts, in the place of REPULL_MOCK_PORT and not for exec, and NO_COLOR and FORCE_COLOR.
${settingNames.map(describe).join('')}`
}

function describe(name: SettingName): string {
  const { help, fallback, allowed } = declarations[name]
  const title = titles[name] === undefined ? '' : `\n${titles[name]}:\n`
  const unless = fallback === '' ? '' : ` (${fallback} if not said)`
  return `${title}  ${flagOf(name)}, ${variableOf(name)}\n      ${help}${unless}.\n      Takes ${allowed}.\n`
}
