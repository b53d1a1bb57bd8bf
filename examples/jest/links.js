/** The links that we send to hosts, in CommonJS. */
exports.Links = class Links {
  constructor({ baseUrl, apiKey }) {
    this.baseUrl = baseUrl
    this.headers = { authorization: `Bearer ${apiKey}` }
  }

  /** A new link. */
  async open() {
    const answer = await fetch(`${this.baseUrl}/v1/connect/airbnb`, { method: 'POST', headers: this.headers })
    if (!answer.ok) throw new Error(`Airbnb cannot be connected now: ${(await answer.json()).error.code}`)
    return answer.json()
  }

  /** The same link while it works, else a new one. */
  async resume(id) {
    const answer = await fetch(`${this.baseUrl}/v1/connect/sessions/${id}`, { headers: this.headers })
    return answer.ok ? answer.json() : this.open()
  }
}
