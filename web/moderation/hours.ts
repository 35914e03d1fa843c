/** Working hours, who is on duty when, and when the digest of the queue is sent. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { dateAfter } from '../../server/calendar/working-days.ts'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import { type Hours, hoursNow, readHours, setHours } from '../../server/moderation/hours/hours.ts'
import { onRota, setRota, weeksOf } from '../../server/moderation/hours/rota.ts'
import { shownFaults, typed } from '../form.ts'
import type { Pages } from '../pages.ts'
import { withBanner } from './banner.ts'
import { needModerator, sendModeration } from './page.ts'

const path = '/moderation/settings/hours'
const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'].map((name, n) => ({
  day: String(n + 1),
  name
}))
type Values = Record<string, string>
const fields = ['hold', 'holidays', 'digest', ...days.flatMap(({ day }) => [`from${day}`, `until${day}`])]

/** `/moderation/settings/hours`. */
export const hourRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get(path, async (request, reply) => send(request, reply, valuesOf((await hoursNow(context)).hours)))

    app.post(path, async (request, reply) => {
      const { actor } = needModerator(request)
      const values = typed(request.body, fields)
      try {
        await setHours(context, actor.id, readHours(hoursIn(values)))
        return reply.redirect(withBanner(path, 'settings'), 303)
      } catch (error) {
        if (!(error instanceof Invalid)) throw error
        return send(request, reply, values, error)
      }
    })

    app.post(`${path}/rota`, async (request, reply) => {
      const { actor } = needModerator(request)
      const weeks = (await weeksOf(context)).map(({ week }) => week)
      const chosen = typed(
        request.body,
        weeks.map((week) => `week${week}`)
      )
      try {
        await setRota(context, actor.id, Object.fromEntries(weeks.map((week) => [week, chosen[`week${week}`] ?? ''])))
        return reply.redirect(withBanner(path, 'settings'), 303)
      } catch (error) {
        if (!(error instanceof Invalid)) throw error
        return send(request, reply, valuesOf((await hoursNow(context)).hours), error)
      }
    })

    async function send(request: FastifyRequest, reply: FastifyReply, values: Values, problem?: Invalid) {
      const [{ hours, since, next }, people, weeks] = await Promise.all([
        hoursNow(context),
        onRota(context),
        weeksOf(context)
      ])
      const choices = [
        { value: '', text: 'Nobody' },
        ...people.map(({ actor, name }) => ({ value: actor, text: name }))
      ]
      const data = {
        place: 'settings' as const,
        title: 'Hours and rota',
        days: days.map(({ day, name }) => ({ name, from: `from${day}`, until: `until${day}` })),
        values,
        ...{ isOn: hours.hold, since, next },
        choices,
        weeks: weeks.map(({ week, actor }) => ({
          ...{ id: `week${week}`, actor: actor ?? '', begins: noon(week), ends: noon(dateAfter(week, 6)) }
        })),
        ...shownFaults(problem)
      }
      return sendModeration(context, pages, request, reply, 'hours.njk', data, problem ? 422 : 200)
    }
  }

const noon = (date: string) => new Date(`${date}T12:00:00Z`)

const valuesOf = ({ hold, holidays, digest, days: spans }: Hours): Values => ({
  ...{ hold: hold ? 'yes' : '', holidays: holidays ? 'yes' : '', digest },
  ...Object.fromEntries(
    days.flatMap(({ day }) => [
      [`from${day}`, spans[day]?.from ?? ''],
      [`until${day}`, spans[day]?.until ?? '']
    ])
  )
})

const hoursIn = (values: Values) => ({
  ...{ hold: values.hold === 'yes', holidays: values.holidays === 'yes', digest: values.digest ?? '' },
  days: Object.fromEntries(
    days.map(({ day }) => [day, { from: values[`from${day}`] ?? '', until: values[`until${day}`] ?? '' }])
  )
})
