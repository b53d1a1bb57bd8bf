import type { FaultInput, FaultMatch, FaultRespond } from './entries.js'

/** What a fault does, beside a delay. */
export const effects = ['error', 'status', 'lose', 'refuse', 'truncate', 'none'] as const
export const deliveryEffects = ['drop', 'twice', 'late', 'forged', 'none'] as const

/** What the form of a fault has in its fields, as texts. */
export interface FaultForm {
  readonly target: 'calls' | 'deliveries'
  readonly method: string
  readonly path: string
  readonly provider: string
  readonly event: string
  readonly effect: (typeof effects)[number]
  readonly deliveryEffect: (typeof deliveryEffects)[number]
  readonly error: string
  readonly status: string
  /** What is no JSON is sent as it is; empty for that of the catalogue. */
  readonly body: string
  /** One `Name: value` a line. */
  readonly headers: string
  readonly truncate: string
  readonly delay: string
  /** Empty for ever. */
  readonly times: string
  /** In percent. */
  readonly probability: string
}

export const emptyForm: FaultForm = {
  target: 'calls',
  method: '',
  path: '/v1/*',
  provider: '',
  event: '*',
  effect: 'status',
  deliveryEffect: 'drop',
  error: 'provider_unavailable',
  status: '503',
  body: '',
  headers: '',
  truncate: '20',
  delay: '',
  times: '1',
  probability: '100',
}

/** The form that shows a fault. */
export function formOf({ match = {}, times, probability, respond }: FaultInput): FaultForm {
  const { error, body, headers = {}, drop, truncate, delay } = respond
  return {
    ...emptyForm,
    target: match.event === undefined ? 'calls' : 'deliveries',
    method: match.method ?? '',
    path: match.path ?? emptyForm.path,
    provider: match.provider ?? '',
    event: match.event ?? '*',
    effect: effectOf(respond),
    error: error ?? emptyForm.error,
    status: statusText(respond),
    body: bodyText(body),
    headers: Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n'),
    truncate: truncate === undefined ? emptyForm.truncate : String(truncate),
    deliveryEffect: drop === undefined ? emptyForm.deliveryEffect : 'drop',
    delay: delay === undefined ? '' : String(delay),
    times: times === undefined || times === null ? '' : String(times),
    probability: String(Math.round((probability ?? 1) * 100)),
  }
}

/** An own body without a status is 200. */
function statusText({ status, body }: FaultRespond): string {
  return status === undefined ? (body === undefined ? emptyForm.status : '200') : String(status)
}

function bodyText(body: unknown): string {
  if (body === undefined) return ''
  return typeof body === 'string' ? body : JSON.stringify(body, null, 2)
}

function effectOf({ error, status, body, drop, truncate }: FaultRespond): FaultForm['effect'] {
  if (error !== undefined) return 'error'
  if (status !== undefined || body !== undefined) return 'status'
  if (drop !== undefined) return drop === 'after' ? 'lose' : 'refuse'
  return truncate === undefined ? 'none' : 'truncate'
}

/** The fault that a form means. */
export function faultOf(form: FaultForm): FaultInput {
  const { times, probability } = form
  return {
    match: form.target === 'deliveries' ? { event: form.event } : matchOf(form),
    ...(times.trim() !== '' && { times: numberOf(times) }),
    ...(!['', '100'].includes(probability) && { probability: Number(probability) / 100 }),
    respond: {
      ...(form.target === 'deliveries' ? deliveryRespond(form) : callRespond(form)),
      ...(form.delay.trim() !== '' && { delay: delayOf(form.delay.trim()) }),
    },
  }
}

function matchOf({ method, path, provider }: FaultForm): FaultMatch {
  return {
    ...(method !== '' && { method }),
    ...(path.trim() !== '' && { path: path.trim() }),
    ...(provider !== '' && { provider }),
  }
}

function callRespond(form: FaultForm): FaultRespond {
  const { effect, error, status, truncate } = form
  switch (effect) {
    case 'error':
      return { error, ...headersOf(form) }
    case 'status':
      return { status: numberOf(status), ...bodyOf(form), ...headersOf(form) }
    case 'lose':
      return { drop: 'after' }
    case 'refuse':
      return { drop: 'before' }
    case 'truncate':
      return { truncate: numberOf(truncate) }
    case 'none':
      return {}
  }
}

/** JSON where it is some, else the text. An answer that ends with its headers has an empty one. */
function bodyOf({ status, body }: FaultForm): Pick<FaultRespond, 'body'> {
  if (body === '') return /^(?:2|3)/.test(status) ? { body } : {}
  try {
    return { body: JSON.parse(body) }
  } catch {
    return { body }
  }
}

function headersOf({ headers }: FaultForm): Pick<FaultRespond, 'headers'> {
  const lines = headers.split('\n').filter((line) => line.trim() !== '')
  if (lines.length === 0) return {}
  const pairs = lines.map((line) => {
    const [name = '', value = ''] = line.split(/:(.*)/s)
    return [name.trim(), value.trim()]
  })
  return { headers: Object.fromEntries(pairs) }
}

function deliveryRespond({ deliveryEffect }: FaultForm): FaultRespond {
  switch (deliveryEffect) {
    case 'drop':
      return { drop: 'before' }
    case 'twice':
      return { times: 2 }
    case 'late':
      return { order: 'after-next' }
    case 'forged':
      return { badSignature: true }
    case 'none':
      return {}
  }
}

/** What is no number stays a text, so that the server says so: as JSON it would be null, which may mean something else. */
function numberOf(text: string): number {
  const number = Number(text)
  return Number.isNaN(number) ? (text as never) : number
}

/** A number of milliseconds stays one. */
function delayOf(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text.replaceAll(' ', '')
}
