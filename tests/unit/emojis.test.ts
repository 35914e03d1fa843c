/** Pictures in words: where they stand, and that nothing but them comes in. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readEmojis } from '../../federation/objects/received-emojis.ts'
import { escapeHtml } from '../../server/text/sanitise.ts'
import { withoutNames, withPictures } from '../../web/emojis.ts'

const cat = { name: 'cat', path: '/media/remote/1/2' }
const img = '<img class="fm-emoji" src="/media/remote/1/2" alt=":cat:" title=":cat:" loading="lazy">'
const drawn = (html: string) => withPictures(html, [cat]).replaceAll(img, '[cat]')

test.each([
  ['<p>:cat:</p>', '<p>[cat]</p>'],
  [':cat::cat: :cat:', '[cat][cat] [cat]'],
  ['猫:cat:猫', '猫[cat]猫'],
  ['10:cat:30', '10:cat:30'],
  [':dog: :Cat:', ':dog: :Cat:'],
  ['<a href="https://x.example/:cat:">:cat:</a>', '<a href="https://x.example/:cat:">[cat]</a>'],
  ['<pre><code>:cat:</code></pre> :cat:', '<pre><code>:cat:</code></pre> [cat]'],
  ['&lt;:cat:&gt;', '&lt;[cat]&gt;'],
  ['', '']
])('%s', (html, wanted) => expect(drawn(html)).toBe(wanted))

test('of a text without end only so many', () => {
  expect(drawn(':cat: '.repeat(1_000)).match(/\[cat\]/g)).toHaveLength(200)
})

test('nothing comes in but the picture, whatever the words', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (before, after) => {
      const html = `${escapeHtml(before)} :cat: ${escapeHtml(after)}`
      expect(withPictures(html, [cat]).replaceAll(img, ':cat:')).toBe(html)
    })
  )
})

test('a name with a picture alone leaves nothing for initials', () => {
  expect(withoutNames(':cat: Maddy', [cat])).toBe('Maddy')
  expect(withoutNames(':cat:', [cat])).toBe('')
})

test('of all that a tag may say, only names and addresses are read', () => {
  fc.assert(
    fc.property(
      fc.array(fc.object({ key: fc.constantFrom('type', 'name', 'icon', 'url', 'mediaType', 'href') })),
      (tag) => {
        const some = tag.map((one) => ({ ...one, type: 'Emoji' }))
        for (const { name, url } of readEmojis({ tag: some as never })) {
          expect(name).toMatch(/^[\w+.@-]{1,60}$/)
          expect(url).toMatch(/^https?:\/\//i)
        }
      }
    )
  )
  const named = (name: string) => readEmojis({ tag: { type: 'Emoji', name, icon: { url: 'https://a.example/1.png' } } })
  for (const name of [':a:', 'a', ':blob_cat-2:', ':x@y.example:']) expect(named(name), name).toHaveLength(1)
  for (const name of ['', '::', ':a b:', ':"x:', ':<b>:', `:${'a'.repeat(61)}:`]) expect(named(name), name).toEqual([])
})
