/** The kinds of values in answers, with what they mean. */
import Type from 'typebox'

export const text = (description?: string) => Type.String(description ? { description } : {})
export const orNull = (description?: string) =>
  Type.Unsafe<string | null>({ type: ['string', 'null'], ...(description && { description }) })
export const time = (description: string) => Type.String({ format: 'date-time', description })
export const timeOrNull = (description: string) =>
  Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'date-time', description })
export const number = (description: string) => Type.Integer({ minimum: 0, description })
