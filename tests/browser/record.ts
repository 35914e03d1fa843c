/** Clips in a browser: recorded as a phone would, colours that change in VP8 without a length, and played with their captions. */
import type { Browser } from 'playwright-core'

/** Records for so many seconds; gives the bytes of a WebM of 320 by 180 pixels. */
export async function recordClip(browser: Browser, seconds: number): Promise<Buffer> {
  const page = await browser.newPage()
  const bytes = await page.evaluate(async (pictures) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 })
    const brush = canvas.getContext('2d')!
    const recorder = new MediaRecorder(canvas.captureStream(10), { mimeType: 'video/webm;codecs=vp8' })
    const parts: Blob[] = []
    recorder.ondataavailable = (event) => parts.push(event.data)
    const paint = (n: number) => {
      brush.fillStyle = `hsl(${n * 6} 60% 50%)`
      brush.fillRect(0, 0, 320, 180)
    }
    paint(0)
    recorder.start(500)
    for (let n = 0; n < pictures; n++) {
      paint(n)
      await new Promise((done) => setTimeout(done, 100))
    }
    const stopped = new Promise((done) => recorder.addEventListener('stop', done))
    recorder.stop()
    await stopped
    return [...new Uint8Array(await new Blob(parts).arrayBuffer())]
  }, seconds * 10)
  await page.close()
  return Buffer.from(bytes)
}

/**
 * Plays a clip to its end; gives the captions that it shows in the middle of each cue. It is taken there, since a slow
 * machine passes over seconds at once while it plays.
 */
export async function playThrough(video: HTMLVideoElement): Promise<string[]> {
  const when = (name: string) => new Promise((done) => video.addEventListener(name, done, { once: true }))
  video.muted = true
  const [track] = video.textTracks
  track!.mode = 'showing'
  while (!track!.cues?.length) await new Promise((done) => setTimeout(done, 50))
  const ended = when('ended')
  await video.play()
  await ended
  const said: string[] = []
  for (const { startTime, endTime } of [...track!.cues]) {
    const there = when('seeked')
    video.currentTime = (startTime + Math.min(endTime, video.duration)) / 2
    await there
    for (let n = 0; n < 200 && !track!.activeCues?.length; n++) await new Promise((done) => setTimeout(done, 50))
    for (const cue of track!.activeCues ?? []) said.push((cue as VTTCue).text)
  }
  return said
}
