/** Working days against the bank holidays that gov.uk lists, and London's clock around both changes. */
import { expect, test } from 'vitest'
import {
  addWorkingDays,
  isBankHoliday,
  isWorkingDay,
  londonAt,
  momentIn,
  nationOf,
  nextWorkingDay,
  workingDaysBetween
} from '../../../server/calendar/working-days.ts'

const weekdayHolidays = {
  england: [
    '2026-01-01',
    '2026-04-03',
    '2026-04-06',
    '2026-05-04',
    '2026-05-25',
    '2026-08-31',
    '2026-12-25',
    '2026-12-28'
  ],
  scotland: [
    '2026-01-02',
    '2026-04-03',
    '2026-05-04',
    '2026-05-25',
    '2026-06-15',
    '2026-08-03',
    '2026-11-30',
    '2026-12-28'
  ],
  'northern-ireland': ['2026-03-17', '2026-04-03', '2026-04-06', '2026-07-13', '2026-08-31', '2026-12-28'],
  wales: ['2027-03-26', '2027-03-29', '2027-12-27', '2027-12-28']
} as const

test('bank holidays of each nation', () => {
  for (const [nation, dates] of Object.entries(weekdayHolidays))
    for (const date of dates) expect(isWorkingDay(date, nation as 'wales'), `${nation} ${date}`).toBe(false)
  expect(isBankHoliday('2026-04-06', 'scotland')).toBe(false)
  expect(isBankHoliday('2026-08-31', 'scotland')).toBe(false)
  expect(isBankHoliday('2026-11-30', 'england')).toBe(false)
  expect(isBankHoliday('2022-09-19')).toBe(true)
})

test('weekends, the next working day, and counting', () => {
  expect(isWorkingDay('2026-11-21')).toBe(false)
  expect(isWorkingDay('2026-11-23')).toBe(true)
  expect(nextWorkingDay('2026-12-24')).toBe('2026-12-29')
  expect(nextWorkingDay('2026-04-02', 'scotland')).toBe('2026-04-06')
  expect(addWorkingDays('2026-12-23', 3)).toBe('2026-12-30')
  expect(addWorkingDays('2026-12-23', 0)).toBe('2026-12-23')
  expect(workingDaysBetween('2026-12-23', '2026-12-30')).toBe(3)
  expect(workingDaysBetween('2026-12-30', '2026-12-23')).toBe(0)
})

test('clocks in London, in winter, in summer, and where an hour is skipped or comes twice', () => {
  expect(londonAt(new Date('2026-11-22T23:59:00Z'))).toEqual({ date: '2026-11-22', time: '23:59', weekday: 7 })
  expect(londonAt(new Date('2026-07-05T23:30:00Z'))).toEqual({ date: '2026-07-06', time: '00:30', weekday: 1 })
  expect(momentIn('2026-11-23', '09:00').toISOString()).toBe('2026-11-23T09:00:00.000Z')
  expect(momentIn('2026-07-01', '09:00').toISOString()).toBe('2026-07-01T08:00:00.000Z')
  expect(londonAt(momentIn('2026-03-29', '01:30')).time).toBe('02:30')
  expect(londonAt(momentIn('2026-10-25', '01:30')).time).toBe('01:30')
  expect(londonAt(momentIn('2026-03-29', '09:00')).time).toBe('09:00')
})

test('a council keeps the holidays of its nation', () => {
  expect(['E06000023', 'W06000015', 'S12000036', 'N09000003', undefined].map((code) => nationOf(code))).toEqual([
    'england',
    'wales',
    'scotland',
    'northern-ireland',
    'england'
  ])
})
