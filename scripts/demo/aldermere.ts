/** Aldermere, one of the demo's two invented councils: who it is, and who works there. */
import type { DemoCouncil } from './content.ts'

export const aldermere: DemoCouncil = {
  handle: 'aldermere',
  name: 'Aldermere Borough Council',
  gss: 'E06000991',
  region: 'North West',
  colour: '#5b1f47',
  about: 'A borough of market streets, canals and one very long hill. We tell what we try, both halves of it.',
  logo: [
    '<circle cx="17" cy="17" r="17" fill="#fff"/>',
    '<g fill="none" stroke="#5b1f47" stroke-width="2.4" stroke-linecap="round"><path d="M6 22c3.7-3 7.3-3 11 0s7.3 3 11 0"/><path d="M9 27c2.7-2 5.3-2 8 0s5.3 2 8 0"/></g>',
    '<path d="M17 17c-5-2-6-7-5-11 5 1 8 5 5 11Zm1.5-.5c1-4 4-6 7.5-6 0 4-3 7-7.5 6Z" fill="#5b1f47"/>'
  ].join(''),
  mail: 'aldermere.example',
  trustReason: 'Our housing and waste teams have worked with Thornbeck for years.',
  people: [
    {
      handle: 'sal',
      name: 'Salma Begum',
      role: 'admin',
      job: 'Digital services officer',
      team: 'Customer and digital',
      skills: ['service design', 'plain English', 'procurement']
    },
    {
      handle: 'hester',
      name: 'Hester Vane',
      role: 'moderator',
      job: 'Electoral services manager',
      team: 'Democratic services',
      skills: ['elections', 'polling places', 'consultations']
    },
    {
      handle: 'nia',
      name: 'Nia Okafor',
      role: 'practitioner',
      job: 'Housing options lead',
      team: 'Housing',
      skills: ['housing options', 'homelessness prevention', 'outreach']
    },
    {
      handle: 'tom',
      name: 'Tom Ferris',
      role: 'practitioner',
      job: 'Library supervisor',
      team: 'Libraries',
      skills: ['libraries', 'volunteers', 'lending things that are not books']
    },
    {
      handle: 'ruth',
      name: 'Ruth Pendlebury',
      role: 'practitioner',
      job: 'Revenues manager',
      team: 'Revenues and benefits',
      skills: ['council tax', 'debt advice', 'letters']
    },
    {
      handle: 'owen',
      name: 'Owen Sarkar',
      role: 'practitioner',
      job: 'Repairs surveyor',
      team: 'Housing repairs',
      skills: ['damp and mould', 'repairs', 'ventilation']
    },
    {
      handle: 'graham',
      name: 'Graham Lisle',
      role: 'practitioner',
      job: 'Parks and open spaces manager',
      team: 'Parks',
      skills: ['grounds maintenance', 'cemeteries', 'meadows']
    }
  ],
  follows: [
    ['nia', ['thornbeck', 'moira', 'bethan']],
    ['tom', ['thornbeck', 'moira']],
    ['ruth', ['thornbeck', 'gwilym']],
    ['owen', ['thornbeck', 'derek']],
    ['graham', ['thornbeck', 'gwilym', 'bethan']],
    ['sal', ['thornbeck', 'wyn']],
    ['hester', ['thornbeck', 'bethan']]
  ]
}
