/** The name of the asking app. */
export const appName = {
  fallback: '',
  help: 'Name of the app that asks for access on the hosted pages; unset: Your app',
  allowed: 'up to 60 characters',
  read: (text: string) => (text === '' ? null : /^\P{Cc}{1,60}$/u.test(text) ? text : undefined),
}

/** The longest logo, in characters. It is in every hosted page. */
const longestLogo = 16_384

/** The logo of the asking app. Pages load nothing from elsewhere, so it comes as a whole. */
export const appLogo = {
  fallback: '',
  help: 'Logo of that app, as a data URL; unset: the first letter of its name',
  allowed: `data:image/svg+xml, png, jpeg or webp in base64, up to ${longestLogo} characters`,
  read: (text: string) => {
    if (text === '') return null
    const isImage = /^data:image\/(?:svg\+xml|png|jpeg|webp);base64,[\w+/]+=*$/.test(text)
    return isImage && text.length <= longestLogo ? text : undefined
  },
}
