/** Thornbeck, the other of the demo's two invented councils: who it is, and who works there. */
import type { DemoCouncil } from './content.ts'

export const thornbeck: DemoCouncil = {
  handle: 'thornbeck',
  name: 'Thornbeck District Council',
  gss: 'E07000992',
  region: 'Yorkshire and The Humber',
  colour: '#1b5a3c',
  about: 'Eleven villages, a market town and a moor. Small enough to ring each other, which is how most of this began.',
  logo: [
    '<path d="M3 2h28v17c0 7-6 11-14 14C9 30 3 26 3 19Z" fill="#fff"/>',
    '<path d="M9 8c7 3 9 7 7 11s0 6 4 8" fill="none" stroke="#1b5a3c" stroke-width="3" stroke-linecap="round"/>',
    '<path d="M16 12l7-4-1 7zM15 20l-6 1 4 4z" fill="#1b5a3c"/>'
  ].join(''),
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
