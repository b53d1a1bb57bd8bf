import type { SignInFlow } from '../sessions/sign-in.js'
import { type FlowContext, type FlowPage, flowContent } from './flow.js'
import {
  backLink,
  checkedForm,
  checklist,
  copyFields,
  decisionButton,
  form,
  sandboxHint,
  textField,
} from './form.js'
import { type Html, html } from './html.js'
import type { Content } from './layout.js'
import type { Progress } from './progress.js'
import { copyScript, pollScript } from './scripts.js'
import { pollWithoutScript, waiting } from './waiting.js'

/** A page of a flow in which a host signs in. */
export interface SignInContext extends FlowContext {
  readonly flow: SignInFlow
}

/** What the channel is called in a sentence. */
export function channelName({ flow, provider, texts }: SignInContext): string {
  return flow === 'vrbo-login' ? provider.displayName : texts.signIn.extranet
}

/** How far a host has come: they sign in, give a code or access, and match listings. */
export function signInSteps({ flow, texts }: SignInContext, at: number): Progress {
  const { signIn, code, access, units } = texts
  return { steps: [signIn.step, flow === 'vrbo-login' ? code.step : access.step, units.step], at }
}

/** The content of such a page; testers who end it at once let the host sign in. */
export function signInContent(context: SignInContext, page: FlowPage): Content {
  return { ...flowContent(context, page), flow: context.flow }
}

/** What a host has typed in, and what is wrong with it. */
export interface LoginEntered {
  readonly email: string
  readonly errors: { readonly email?: string; readonly password?: string }
  readonly whole: string | null
}

/** The first page: the host signs in. A password is never shown again. */
export function loginPage(
  context: SignInContext,
  { email, errors, whole }: LoginEntered,
  links: { readonly other: string; readonly invite: string | null },
): Content {
  const { texts, app, provider } = context
  const { signIn, busy } = texts
  const channel = channelName(context)
  const fields = [
    textField({
      name: 'email',
      label: signIn.email,
      type: 'email',
      value: email,
      error: errors.email ?? null,
      testId: 'field-email',
    }),
    textField({
      name: 'password',
      label: signIn.password,
      type: 'password',
      error: errors.password ?? null,
      testId: 'field-password',
    }),
    decisionButton('login', 'submit-sign-in', signIn.submit, 'main', busy.provider(provider.displayName)),
  ]
  return signInContent(context, {
    title: signIn.title(channel),
    ...signInSteps(context, 0),
    back: backLink(context, links.other, signIn.otherWay),
    refusal: whole,
    main: html`<p>${signIn.lead(app.name, channel)}</p>
${form(context, html`${fields}`)}
${links.invite !== null && linkTo(links.invite, 'invite-link', signIn.inviteLink)}
${sandboxHint(texts, signIn.hint)}`,
  })
}

/** A link to another path through a flow. */
export function linkTo(url: string, testId: string, text: string): Html {
  return html`<p class="link"><a data-testid="${testId}" href="${url}">${text}</a></p>`
}

/** The host enters the one-time code of Vrbo. */
export function codePage(
  context: SignInContext,
  destination: string,
  error: string | null,
  backUrl: string,
): Content {
  const { texts, provider } = context
  const { code, busy } = texts
  const field = textField({
    name: 'code',
    label: code.label,
    type: 'text',
    error,
    testId: 'field-code',
    isCode: true,
  })
  const confirm = decisionButton(
    'otp',
    'submit-code',
    code.submit,
    'main',
    busy.provider(provider.displayName),
  )
  return signInContent(context, {
    title: code.title,
    ...signInSteps(context, 1),
    back: backLink(context, backUrl, code.back),
    refusal: null,
    main: html`<p>${code.lead(provider.displayName, destination)}</p>
${form(context, html`${field}${confirm}`)}
${sandboxHint(texts, code.hint)}`,
  })
}

/** Before the host invites a user. */
export function invitePage(context: SignInContext, refusal: string | null, backUrl: string): Content {
  const { texts, app } = context
  const { access, busy } = texts
  const { title, lead, steps, submit } = access.invite
  return signInContent(context, {
    title,
    ...signInSteps(context, 0),
    back: backLink(context, backUrl),
    refusal,
    main: html`<p>${lead(app.inText)}</p>
${checkedForm(context, html`${checklist(context, steps)}${decisionButton('invite', 'invite-user', submit, 'main', busy.own)}`)}`,
  })
}

/** Whom the host is to invite. The page stays until the host says that it is done. */
export function invitedPage(
  context: SignInContext,
  user: { readonly inviteEmail: string; readonly inviteName: string; readonly twoFactorNumber: string },
  refusal: string | null,
  backUrl: string,
): Content {
  const { access, busy } = context.texts
  const { title, lead, email, name, phone, done } = access.invited
  const fields = [
    { label: email, value: user.inviteEmail, testId: 'invite-email' },
    { label: name, value: user.inviteName, testId: 'invite-name' },
    { label: phone, value: user.twoFactorNumber, testId: 'two-factor-number' },
  ]
  return {
    ...signInContent(context, {
      title,
      ...signInSteps(context, 1),
      back: backLink(context, backUrl),
      refusal,
      main: html`<p data-testid="invited">${lead}</p>
${copyFields(context, fields)}
${form(context, decisionButton('recheck', 'check-again', done, 'main', busy.own))}`,
    }),
    script: copyScript,
  }
}

/** The Extranet looks at the sign-in. */
export function signingInPage(context: SignInContext, backUrl: string): Content {
  const { title, lead, next } = context.texts.access.signingIn
  return polling(
    signInContent(context, {
      title,
      ...signInSteps(context, 1),
      back: backLink(context, backUrl),
      refusal: null,
      main: html`${waiting('signing-in', lead, next, false)}
${form(context, decisionButton('recheck', 'check-again', context.texts.access.recheck, 'plain', context.texts.busy.own))}`,
    }),
  )
}

/** The host must give full access before it goes on. */
export function lackingPage(context: SignInContext, refusal: string | null, backUrl: string): Content {
  const { access, busy } = context.texts
  const { title, lead, steps } = access.lacking
  return signInContent(context, {
    title,
    ...signInSteps(context, 1),
    back: backLink(context, backUrl),
    refusal,
    main: html`<p data-testid="needs-permissions">${lead}</p>
${checkedForm(context, html`${checklist(context, steps)}${decisionButton('recheck', 'check-again', access.recheck, 'main', busy.own)}`)}`,
  })
}

/** A page that asks for itself again. */
export function polling(content: Content): Content {
  return { ...content, script: pollScript, withoutScript: pollWithoutScript }
}
