/** Captions are read strictly and written plainly: words and times, and nothing that a browser could run or fetch. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cueText, readCaptions, readTime, timeWord, transcriptOf, writeWebVtt } from '../../server/media/webvtt.ts'

const minute = 60_000
const vtt = (...blocks: string[]) => ['WEBVTT', ...blocks].join('\n\n')
const faults = (text: string) => readCaptions(text, minute).faults.map(({ line, text: told }) => `${line}: ${told}`)

describe('a file', () => {
  test('in WebVTT is read with all its forms, and keeps only words', () => {
    const text = vtt(
      'NOTE\nwho did this: <b>me</b>',
      'REGION\nid:x',
      'one\n00:01.000 --> 00:02.500 align:start position:10%\n<v.loud Nia>Hello</v> <i>there</i>',
      '00:00:03.000 --> 00:00:04.000\n<00:03.500>Tea &amp; a kettle&nbsp;&lt;hot&gt;\n\u0007second line'
    )
    const { cues } = readCaptions(text, minute)
    expect(cues).toEqual([
      { from: 1_000, to: 2_500, text: 'Nia: Hello there' },
      { from: 3_000, to: 4_000, text: 'Tea & a kettle\u00A0<hot>\nsecond line' }
    ])
    expect(readCaptions(`\uFEFF${text}`, minute).cues).toEqual(cues)
  })

  test('in SubRip is read too, and its end cut to that of the clip', () => {
    const text =
      '1\n00:00:01,000 --> 00:00:02,000\n<font color="red">Hi</font>\n\n2\n00:00:58,000 --> 00:01:07,000\n{\\an8}Bye\n'
    expect(readCaptions(text, minute).cues).toEqual([
      { from: 1_000, to: 2_000, text: 'Hi' },
      { from: 58_000, to: 60_000, text: 'Bye' }
    ])
  })

  test.each([
    ['no captions at all', vtt(), '1: There are no captions in this file'],
    ['another kind of file', '<html>', '1: Begin the file with WEBVTT'],
    ['a wrong head', 'WEBVTTX\n\n00:01.000 --> 00:02.000\nHi', '1: Begin the file with WEBVTT'],
    ['no times', vtt('Hello'), '3: Write when the caption is shown'],
    ['broken times', vtt('00:61.000 --> 00:02.000\nHi'), '3: Write when'],
    ['minus', vtt('-00:01.000 --> 00:02.000\nHi'), '3: Write when'],
    ['the end before the beginning', vtt('00:05.000 --> 00:04.000\nHi'), '3: The caption ends before it begins'],
    [
      'the wrong order',
      vtt('00:05.000 --> 00:06.000\nA', '00:03.000 --> 00:04.000\nB'),
      '6: The caption begins before'
    ],
    ['too late', vtt('id\n02:00.000 --> 02:01.000\nHi'), '4: The caption begins after the clip has ended, at 1:00'],
    ['no words', vtt('00:01.000 --> 00:02.000\n<b></b>'), '3: The caption has no words'],
    ['a missing empty line', vtt('00:01.000 --> 00:02.000\nA\n00:03.000 --> 00:04.000\nB'), '3: Leave an empty line'],
    ['too many words', vtt(`00:01.000 --> 00:02.000\n${'word '.repeat(200)}`), '3: Shorten the caption']
  ])('with %s is told so by line', (_, text, told) => {
    expect(faults(text)[0]).toContain(told)
  })

  test('of many captions ends at a limit', () => {
    const many = vtt(...Array.from({ length: 1_100 }, (_, n) => `00:0${Math.floor(n / 200)}.000 --> 00:59.000\nx`))
    expect(faults(many)).toEqual([expect.stringContaining('Use 1,000 captions or fewer')])
  })
})

test('whatever is in a caption, what is written is plain WebVTT that says the same again', () => {
  const cue = fc.record({
    from: fc.integer({ min: 0, max: 170_000 }),
    length: fc.integer({ min: 1, max: 9_000 }),
    text: fc.string({ unit: 'binary', maxLength: 80 })
  })
  fc.assert(
    fc.property(fc.array(cue, { minLength: 1, maxLength: 8 }), (raw) => {
      const cues = raw
        .map(({ from, length, text }) => ({ from, to: from + length, text: cueText(text).slice(0, 400).trim() }))
        .filter(({ text }) => text !== '' && !text.includes('-->'))
        .sort((a, b) => a.from - b.from)
      const written = writeWebVtt(cues)
      expect(written.slice(6)).not.toMatch(/<|\nNOTE|\nSTYLE/)
      expect(written.match(/-->/g)?.length ?? 0).toBe(cues.length)
      if (cues.length === 0) return
      // Reading takes markup out once more, so that only what holds none comes back as it was.
      const again = readCaptions(written, 200_000)
      expect(again.faults).toEqual([])
      expect(again.cues.map(({ from, to }) => [from, to])).toEqual(cues.map(({ from, to }) => [from, to]))
    })
  )
})

test('times are read as people write them', () => {
  const read = ['0:05', '5', '5.5', '1:02.25', '62,5', '00:01:02,500', '01:00:00'].map(readTime)
  expect(read).toEqual([5_000, 5_000, 5_500, 62_250, 62_500, 62_500, 3_600_000])
  for (const odd of ['', 'soon', '1:99', '-1', '1:2:3:4', '0x10', '1e3', '5.'])
    expect(readTime(odd), odd).toBeUndefined()
  expect([0, 5_500, 62_250, 134_000].map(timeWord)).toEqual(['0:00', '0:05.5', '1:02.25', '2:14'])
})

test('the transcript runs on, with a new paragraph after a pause or when somebody else speaks', () => {
  const cue = (from: number, text: string) => ({ from, to: from + 1_000, text })
  expect(
    transcriptOf([
      cue(0, 'This is\nthe table.'),
      cue(1_200, 'It is round.'),
      cue(5_000, 'Tea.'),
      cue(6_000, 'Tom: No.')
    ])
  ).toBe('This is the table. It is round.\n\nTea.\n\nTom: No.')
})
