import { retryRules } from './retry-rules.js'
import type { Rule } from './rule.js'
import { secretRules } from './secret-rules.js'
import { sessionRules } from './session-rules.js'
import { stateRules } from './state-rules.js'
import { webhookRules } from './webhook-rules.js'

/** Every rule, in the order of reports. */
export const rules: readonly Rule[] = [
  ...sessionRules,
  ...retryRules,
  ...stateRules,
  ...webhookRules,
  ...secretRules,
]

const byId = new Map(rules.map((rule) => [rule.id, rule]))

/** The rule with an id that a report has. */
export function ruleOf(id: string): Rule {
  return byId.get(id) as Rule
}

export const ruleIds: readonly string[] = rules.map(({ id }) => id)
