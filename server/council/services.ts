/** The services of councils, by their ids in the local government service list (LGSL), so that all mean the same. */
import type { Context } from '../context.ts'
import { plainLine } from '../text/sanitise.ts'
import { type Line, readList, WrongList } from './csv.ts'
import {
  addServices,
  countServices,
  findService,
  keepServices,
  type Service,
  servicesByName
} from './register.store.ts'

const scheme = 'http://id.esd.org.uk/service/'

/** Enough to begin with: ids of the LGSL, names in our words. The whole list is imported by `folkmoot services import`. */
const starters: [id: number, name: string][] = [
  [4, 'Free school meals'],
  [9, 'Special educational needs assessment'],
  [12, 'Nursery school places'],
  [13, 'Primary school places'],
  [14, 'Secondary school places'],
  [57, 'Council tax'],
  [69, 'Housing benefit'],
  [92, 'Council housing applications'],
  [107, 'Sheltered and supported housing'],
  [112, 'Homelessness advice'],
  [137, 'Disabled facilities grants'],
  [141, 'Council housing repairs'],
  [159, 'Fostering'],
  [160, 'Adoption'],
  [209, 'Adult social care assessment'],
  [272, 'Community transport'],
  [279, 'Blue Badges'],
  [287, 'Direct payments'],
  [353, 'Complaints'],
  [364, 'Electoral register'],
  [412, 'Noise nuisance'],
  [431, 'Pest control'],
  [437, 'Libraries'],
  [461, 'Parks'],
  [474, 'Parking permits'],
  [499, 'Building regulations'],
  [510, 'Allotments'],
  [516, 'Planning decisions'],
  [524, 'Refuse collection'],
  [533, 'Recycling collection'],
  [557, 'Potholes'],
  [561, 'Road gritting'],
  [564, 'Street lights'],
  [580, 'Street cleaning'],
  [587, 'Fly-tipping'],
  [615, 'Grants to voluntary organisations'],
  [703, 'Emergency planning'],
  [867, 'Consultations'],
  [870, 'Community safety'],
  [1579, 'Family information services']
]

const service = (id: string, name: string): Service => ({ id, name, uri: `${scheme}${id}` })

/** Puts the starter list in where there is no service yet. */
export async function seedServices(context: Context): Promise<void> {
  if ((await countServices(context.store.read)) > 0) return
  const list = starters.map(([id, name]) => service(String(id), name))
  await context.store.write((tx) => addServices(tx, list))
}

/** Every service, by name. */
export const listServices = (context: Pick<Context, 'store'>): Promise<Service[]> => servicesByName(context.store.read)

/** One service, by its LGSL id or by its address; undefined when it is not in our list. */
export async function serviceById(context: Pick<Context, 'store'>, idOrUri: string): Promise<Service | undefined> {
  const id = idOrUri.trim().replace(/^https?:\/\/id\.esd\.org\.uk\/service\//, '')
  return /^\d{1,6}$/.test(id) ? findService(context.store.read, [id]) : undefined
}

const idHeadings = ['Identifier', 'LGSL', 'LGSL ID', 'LGSL Code', 'id', 'Code']
const nameHeadings = ['Label', 'Name', 'Service name', 'Service', 'Title', 'Description']

/** Takes in the service list as CSV; names change with it. Gives how many. Throws {@link WrongList} naming the line. */
export async function importServices(context: Context, csv: string): Promise<number> {
  const lines = readList(csv, [
    { name: 'the service’s id', headings: idHeadings },
    { name: 'the service’s name', headings: nameHeadings }
  ])
  const list = new Map(lines.map((line) => readService(line)).map((one) => [one.id, one]))
  if (list.size === 0) throw new WrongList('The list has a heading, but no services.')
  await context.store.write((tx) => keepServices(tx, [...list.values()]))
  return list.size
}

function readService(line: Line): Service {
  const id = line.get(...idHeadings).replace(/^https?:\/\/id\.esd\.org\.uk\/service\//, '')
  const name = plainLine(line.get(...nameHeadings), 200)
  if (!/^\d{1,6}$/.test(id))
    throw new WrongList(`Line ${line.number}: “${id.slice(0, 40)}” is not the id of a service, which is a number.`)
  if (name === '') throw new WrongList(`Line ${line.number}: service ${id} has no name.`)
  return service(id, name)
}
