import { closestMatch } from '../lib/closest-match.js'
import { maskForResponse } from '../lib/masking.js'
import { commonNames, type SettingName, settingNames, variableOf } from './settings.js'

export type Environment = Readonly<Record<string, string | undefined>>

/** A setting as the environment has it. */
export interface Variable {
  readonly name: string
  readonly value: string
}

/**
 * The variables that Kubernetes sets in every pod beside a service called repull-mock. It also sets REPULL_MOCK_PORT, to
 * a URL.
 */
const serviceLink = /^REPULL_MOCK_(?:SERVICE_(?:HOST|PORT(?:_\w+)?)|PORT_\d+_(?:TCP|UDP|SCTP)(?:_\w+)?)$/
const serviceUrl = /^(?:tcp|udp|sctp):\/\//

/**
 * The settings of the environment: variables that begin with REPULL_MOCK_, and PORT. Empty ones count as unset.
 *
 * @param isPortRead whether PORT counts.
 */
export function readEnvironment(
  environment: Environment,
  isPortRead: boolean,
): Partial<Record<SettingName, Variable>> {
  const variables: Partial<Record<SettingName, Variable>> = {}
  const add = (setting: SettingName, name: string) => {
    const value = environment[name] ?? ''
    if (!isEmpty(value) && !(setting === 'PORT' && serviceUrl.test(value)))
      variables[setting] = { name, value }
  }
  if (isPortRead) add('PORT', 'PORT')
  for (const setting of settingNames) add(setting, variableOf(setting))
  return variables
}

/**
 * Warnings about variables that were probably meant for this program and are not read: settings without the prefix, and
 * unknown names with it.
 *
 * @param flags the settings that a flag sets.
 * @returns one line for each of the two kinds.
 */
export function findUnread(environment: Environment, flags: ReadonlySet<SettingName>): readonly string[] {
  const unprefixed = settingNames.filter(
    (name) =>
      !commonNames.has(name) &&
      !isEmpty(environment[name]) &&
      environment[variableOf(name)] === undefined &&
      !flags.has(name),
  )
  const known = new Set<string>(settingNames.map(variableOf))
  const unknown = Object.keys(environment).filter((name) => {
    if (known.has(name) || serviceLink.test(name)) return false
    return /^REPULL_MOCK_/i.test(name) || settingBehindTypo(name, environment) !== undefined
  })
  const warnings: string[] = []
  if (unprefixed.length > 0)
    warnings.push(
      `${unprefixed.join(', ')} in the environment ${unprefixed.length > 1 ? 'are' : 'is'} not read; ` +
        `if meant for repull-mock, set ${unprefixed.map(variableOf).join(', ')}`,
    )
  if (unknown.length > 0)
    warnings.push(
      `there is no setting ${unknown.map((name) => withSuggestion(name, environment)).join(', ')}`,
    )
  return warnings
}

/** The setting behind a word that nearly is the prefix, like REPULLMOCK_. Another service of Kubernetes has a URL there. */
function settingBehindTypo(name: string, environment: Environment): SettingName | undefined {
  const setting = settingNames.find((one) => name.endsWith(`_${one}`))
  if (setting === undefined || serviceUrl.test(environment[name] as string)) return undefined
  return closestMatch(name.slice(0, -setting.length - 1), ['REPULL_MOCK']) && setting
}

function isEmpty(value = ''): boolean {
  return value.trim() === ''
}

function withSuggestion(name: string, environment: Environment): string {
  const meant = /^REPULL_MOCK_/i.test(name)
    ? closestMatch(name.slice('REPULL_MOCK_'.length), settingNames)
    : settingBehindTypo(name, environment)
  const shown = maskForResponse(name)
  return meant === undefined ? shown : `${shown} (did you mean ${variableOf(meant)}?)`
}
