import { closestMatch } from '../lib/closest-match.js'
import { maskForResponse } from '../lib/masking.js'
import { type SettingName, settingNames, variableOf } from './settings.js'

export type Environment = Readonly<Record<string, string | undefined>>

/** A setting as the environment has it. */
export interface Variable {
  readonly name: string
  readonly text: string
}

/** Plain names that shells, hosts and the apps under test have for themselves: nothing is said about them. */
const commonNames: ReadonlySet<SettingName> = new Set([
  'PORT',
  'HOST',
  'PUBLIC_URL',
  'BASE_PATH',
  'TRUST_PROXY',
  'PLAN',
  'SEED',
  'LOG_LEVEL',
  'LOG_FORMAT',
])

/**
 * What Kubernetes puts into the environment of every pod beside a service called repull-mock. It also sets
 * REPULL_MOCK_PORT, to a URL.
 */
const isServiceLink = /^REPULL_MOCK_(?:SERVICE_(?:HOST|PORT(?:_\w+)?)|PORT_\d+_(?:TCP|UDP|SCTP)(?:_\w+)?)$/
const isServiceUrl = /^(?:tcp|udp|sctp):\/\//

/**
 * The settings of the environment: variables that begin with REPULL_MOCK_, and PORT. Empty ones count as unset.
 *
 * @param isPortRead whether PORT counts, too.
 */
export function readEnvironment(
  environment: Environment,
  isPortRead: boolean,
): Partial<Record<SettingName, Variable>> {
  const variables: Partial<Record<SettingName, Variable>> = {}
  for (const setting of settingNames) {
    const names = [variableOf(setting), ...(setting === 'PORT' && isPortRead ? ['PORT'] : [])]
    const isSet = (name: string) =>
      !isEmpty(environment[name]) && !(setting === 'PORT' && isServiceUrl.test(environment[name] as string))
    const name = names.find(isSet)
    if (name !== undefined) variables[setting] = { name, text: environment[name] as string }
  }
  return variables
}

/**
 * What in the environment was probably meant for us, and is not read.
 *
 * @param given settings that a flag gives.
 * @returns one line for plain names and one for unknown ones, where there are such.
 */
export function findUnread(environment: Environment, given: ReadonlySet<SettingName>): readonly string[] {
  const plain = settingNames.filter(
    (name) =>
      !commonNames.has(name) &&
      !isEmpty(environment[name]) &&
      environment[variableOf(name)] === undefined &&
      !given.has(name),
  )
  const known = new Set<string>(settingNames.map(variableOf))
  const unknown = Object.keys(environment).filter(
    (name) => /^REPULL_MOCK_/i.test(name) && !known.has(name) && !isServiceLink.test(name),
  )
  return [
    ...(plain.length > 0
      ? [
          `${plain.join(', ')} in the environment ${plain.length > 1 ? 'are' : 'is'} not read; ` +
            `if meant for repull-mock, set ${plain.map(variableOf).join(', ')}`,
        ]
      : []),
    ...(unknown.length > 0 ? [`there is no setting ${unknown.map(withMeant).join(', ')}`] : []),
  ]
}

function isEmpty(text = ''): boolean {
  return text.trim() === ''
}

function withMeant(name: string): string {
  const meant = closestMatch(name.slice('REPULL_MOCK_'.length), settingNames)
  const shown = maskForResponse(name)
  return meant === undefined ? shown : `${shown} (did you mean ${variableOf(meant)}?)`
}
