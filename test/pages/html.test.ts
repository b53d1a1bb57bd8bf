import t from 'tap'
import { Html, html } from '../../src/pages/html.js'

t.test('strings are escaped in contents and in attributes', async (t) => {
  const text = `<b title='a' id="b">&`
  t.equal(
    html`<p title="${text}">${text}</p>`.markup,
    '<p title="&#60;b title=&#39;a&#39; id=&#34;b&#34;&#62;&#38;">&#60;b title=&#39;a&#39; id=&#34;b&#34;&#62;&#38;</p>',
  )
})

t.test('markup, lists and numbers are written, null and false are not', async (t) => {
  t.equal(
    html`${html`<i>${1}</i>`}${null}${false}${['<', html`<b>`, new Html('<u>')]}`.markup,
    '<i>1</i>&#60;<b><u>',
  )
})
