import { useEffect, useState } from 'preact/hooks'

interface CopyButtonProps {
  /** What is copied. It is made when the button is pressed. */
  readonly text: () => string
  readonly children: string
  readonly testId?: string
  readonly look?: 'quiet' | 'link'
  readonly title?: string
}

/** Copies a text, and says so. */
export function CopyButton({ text, children, testId, look, title }: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const end = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(end)
  }, [isCopied])
  const copy = async () => {
    await writeClipboard(text())
    setCopied(true)
  }
  return (
    <button type="button" class={look} title={title} data-testid={testId} onClick={copy}>
      {isCopied ? 'Copied' : children}
    </button>
  )
}

/** Browsers have a clipboard only for https and localhost. Elsewhere the text is copied as by hand. */
async function writeClipboard(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    const focused = document.activeElement as HTMLElement | null
    const field = document.createElement('textarea')
    field.value = text
    ;(document.querySelector('dialog[open]') ?? document.body).append(field)
    field.select()
    document.execCommand('copy')
    field.remove()
    focused?.focus()
  }
}
