import type { ApiVersion } from '../versions/api-version.js'
import { defaultsId } from '../workspaces/state.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspace } from '../workspaces/workspace.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import type { Defaults } from './defaults.js'

export interface ApiVersionServiceDeps {
  readonly workspaces: Workspaces
  readonly transactions: Transactions
  readonly defaults: Defaults
}

/** Sets the version of the API that a workspace speaks; without one, that of all workspaces, existing and new. */
export class ApiVersionService {
  readonly #deps: ApiVersionServiceDeps

  constructor(deps: ApiVersionServiceDeps) {
    this.#deps = deps
  }

  /** The version of the workspace; without one, that of new workspaces. */
  async read(workspace: Workspace | null): Promise<ApiVersion> {
    return (workspace ?? (await this.#deps.workspaces.defaults())).apiVersion
  }

  async set(workspace: Workspace | null, apiVersion: ApiVersion): Promise<void> {
    const { transactions, defaults } = this.#deps
    const setIn = (tx: Transaction) => tx.setState({ ...tx.state, apiVersion })
    if (workspace !== null) return transactions.run(workspace, setIn)
    await transactions.runIn(defaultsId, setIn)
    await defaults.follow(setIn)
  }
}
