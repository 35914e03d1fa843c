/** Thornbeck, the other of the demo's two invented councils: who it is, and who works there. */
import type { DemoCouncil } from './content.ts'

export const thornbeck: DemoCouncil = {
  handle: 'thornbeck',
  name: 'Thornbeck District Council',
  gss: 'E07000992',
  region: 'Yorkshire and The Humber',
  colour: '#1b5a3c',
  about: 'Eleven villages, a market town and a moor. Small enough to ring each other, which is how most of this began.',
  mail: 'thornbeck.example',
  trustReason: 'We copied their library table and they answered the phone every time.',
  people: [
    {
      handle: 'wyn',
      name: 'Wyn Harker',
      role: 'admin',
      job: 'Customer services and ICT lead',
      team: 'Customer services',
      skills: ['contact centres', 'small-team ICT', 'accessibility']
    },
    {
      handle: 'bethan',
      name: 'Bethan Sole',
      role: 'coordinator',
      job: 'Communities coordinator',
      team: 'Communities',
      skills: ['small grants', 'flood groups', 'parish councils']
    },
    {
      handle: 'moira',
      name: 'Moira Kessock',
      role: 'practitioner',
      job: 'Homelessness prevention officer',
      team: 'Housing',
      skills: ['homelessness prevention', 'private renting', 'outreach']
    },
    {
      handle: 'gwilym',
      name: 'Gwilym Tate',
      role: 'practitioner',
      job: 'Waste operations manager',
      team: 'Waste and streets',
      skills: ['food waste', 'rounds', 'fleet']
    },
    {
      handle: 'derek',
      name: 'Derek Molloy',
      role: 'practitioner',
      job: 'Environmental health officer',
      team: 'Environmental health',
      skills: ['noise', 'private sector housing', 'damp and mould']
    },
    {
      handle: 'anjali',
      name: 'Anjali Thwaite',
      role: 'practitioner',
      job: 'Planning enforcement officer',
      team: 'Planning',
      skills: ['planning enforcement', 'listed buildings', 'difficult conversations']
    }
  ],
  follows: [
    ['moira', ['aldermere', 'nia', 'tom']],
    ['gwilym', ['aldermere', 'ruth']],
    ['derek', ['aldermere', 'owen']],
    ['bethan', ['aldermere', 'graham', 'hester']],
    ['wyn', ['aldermere', 'sal', 'tom']],
    ['anjali', ['aldermere', 'hester']]
  ]
}
