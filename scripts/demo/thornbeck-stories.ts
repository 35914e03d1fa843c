/** What Thornbeck tells: eight practice stories, invented, each with both halves; one builds on a story of Aldermere. */
import { type DemoStory, words } from './content.ts'

export const thornbeckStories: DemoStory[] = [
  {
    key: 'flood-tree',
    by: 'bethan',
    title: 'We made a flood telephone tree that works when the mast is down',
    summary: words`When the beck rises, the mobile mast at Nether Syke is the first thing to go. So we went back to landlines,
      a laminated card and eleven people who each know four doors. It has been used twice in earnest.`,
    body: words`Each card names four neighbours, where they sleep, and who needs a hand with stairs or medicines. Nobody’s
      details are on more than two cards, and everybody on one has said yes in writing.

      The council rings one person per village. If that person does not answer, the card says who is next. We practise on
      the first Sunday of November, with soup.

      Eight of eleven callers still had a corded phone in a cupboard. We bought the other three for £14 each.`,
    wentWell: words`In January all 44 homes on Low Lane were reached in 26 minutes, at four in the morning. In the flood
      before, the last door was knocked on after two hours.

      Two people who had never spoken now share a boiler engineer.`,
    wentBadly: words`We did not notice that the new digital phone lines stop with the power. Two callers would have been
      silent in a power cut. Both now have a battery from their provider, which is free if you ask and not if you do not.

      In the first year I kept the list in my own drawer. When I was ill, nobody could find it.`,
    topics: ['flooding', 'resilience', 'communities'],
    state: 'embedded',
    service: '703',
    place: 'Nether Syke and ten other villages',
    cost: '£210 for cards, soup and three telephones',
    evidence: 'Times written down by the callers on the night'
  },
  {
    key: 'one-hour',
    by: 'wyn',
    title: 'For one hour a day, everybody answers the phone',
    summary: words`Between ten and eleven, all nine of us in customer services take calls, managers too. Nothing else is
      booked in that hour. The queue that used to last all morning is gone by a quarter past eleven.`,
    body: words`Our calls peak between ten and eleven, and until last year that was also when we held meetings. We moved
      the meetings.

      Everyone has a headset at their own desk. The person who takes a call keeps it until it is settled, even if that
      means walking upstairs. Whoever walks upstairs twice for the same thing writes it on the board.

      Every Friday we take one line from the board and mend it.`,
    wentWell: words`The longest wait in the morning went from 19 minutes to 6. We lose 4 calls in a hundred instead of 13.

      The board has mended 31 things so far. The first was a form that asked for a fax number.`,
    wentBadly: words`For the first month I kept taking the easy calls without noticing. The team told me, kindly, with a
      chart.

      Two colleagues with hearing loss were left out by the headsets we bought. We changed to ones that work with their
      aids, six weeks later than we should have.`,
    topics: ['customerservice', 'telephones'],
    state: 'embedded',
    place: 'Market House, Thornbeck',
    cost: '£720 for headsets',
    evidence: 'Call reports for three months before and after'
  },
  {
    key: 'two-days',
    by: 'anjali',
    title: 'We tell people within two days that a person has read their planning complaint',
    summary: words`Most people who report building work never hear whether anybody looked. Now one of us reads every report
      within two working days and writes three lines: what we saw, what we can do, and when we will say more.`,
    body: words`It is not an automatic reply. One officer has the first hour of each day for it, in turn, and signs with
      their own name.

      About half of what comes in is not a breach. We used to say so after eight weeks, with a reference to the statute.
      Now we say it on day two, with the reason in one sentence and where to go instead.

      The three lines have a pattern but no template. We tried a template for a week and people noticed.`,
    wentWell: words`Calls asking “has anyone looked at this?” fell from 40 a month to 11. Stage-one complaints about us went
      from six a quarter to one.

      People send better photographs when they know who is reading.`,
    wentBadly: words`When two of three officers were away in August we missed the two days for 23 people, and having promised
      made it worse. There is now a fourth person in the rota, from building control.

      Twice the first reading was wrong. Saying “not a breach” on day two and “a breach” on day thirty takes a telephone
      call, not a letter.`,
    topics: ['planning', 'enforcement', 'customerservice'],
    state: 'trying',
    service: '516',
    place: 'Thornbeck district',
    cost: 'One officer hour a day',
    evidence: 'Our case log, nine months'
  },
  {
    key: 'noise-diaries',
    by: 'derek',
    title: 'We brought the paper noise diary back, beside the app',
    summary: words`We moved every noise complaint to a phone app and lost a third of the people who complain. Now the app and
      a paper diary count the same. The app gives better evidence; the paper gives us the ones who gave up.`,
    body: words`The app records thirty seconds at a time and sends it with the date. It is very good in court and very hard
      to use at three in the morning with one thumb.

      We now ask one question on the first call: phone or pen? The paper diary is two sides, with a clock face to mark
      instead of a time to write. Officers type it in, about ten minutes each.

      Whichever they choose, we ring after one week. Half of all complaints are settled in that call.`,
    wentWell: words`Completed diaries went from 38 in a hundred to 61. Nearly all of the difference is people over 65 and
      people who share a phone.

      Recordings from the app settled four cases without a visit at night.`,
    wentBadly: words`For seven months we did not look at who had stopped. We read falling complaints as quieter streets and
      said so to the committee. I went back and corrected it.

      Typing in takes about five hours a week, which comes out of visits.`,
    topics: ['noise', 'environmentalhealth', 'digitalinclusion'],
    state: 'embedded',
    service: '412',
    place: 'Thornbeck district',
    cost: '£4,300 a year for the app, £90 for printing',
    evidence: 'Case records, eighteen months'
  },
  {
    key: 'moor-cameras',
    by: 'gwilym',
    title: 'We stopped using cameras against fly-tipping on the moor road',
    summary: words`Two hidden cameras, eleven months, one fine. The tipping moved four miles down the road in the third week.
      What helped in the end was a skip on the first Saturday of the month.`,
    body: words`We put the cameras at the two lay-bys with the most tipping. They run on batteries, which the cold empties in
      nine days, so somebody drove up there 38 times.

      After the winter we asked the farmers what they saw. They told us that it is mostly small builders on Friday
      afternoons, when the tip has closed at three.

      So we stopped, sold the cameras to a bird club, and began a staffed skip at the auction mart, first Saturday, £10 a
      load.`,
    wentWell: words`The skip took 52 loads in its first four months. Tipping on the moor road is down to 5 a month, from 13.

      The farmers’ group rings us now. They had never been asked.`,
    wentBadly: words`£14,200 and 38 trips for a single fine of £400. The number plate was readable in one film of nine.

      The tipping did not end, it moved, to a lane with a school on it. For four months we counted it as success because
      we were only watching the lay-bys.`,
    topics: ['flytipping', 'waste', 'rural'],
    state: 'stopped',
    service: '587',
    place: 'The moor road, Thornbeck',
    cost: '£14,200 over eleven months',
    evidence: 'Clearance records for two years'
  },
  {
    key: 'small-grants',
    by: 'bethan',
    title: 'Our small grants are decided in a room by the people who applied',
    summary: words`£40,000, twenty-six applicants, one Saturday in the village hall. Everybody reads everybody’s page, gives
      two minutes of talk, and then they share the money out among themselves. We make tea and count.`,
    body: words`Each group sends one page and one photograph. On the day each has two minutes, no slides. Then everyone has
      ten beans, of which three at most may go to one project and none to their own.

      We count with the lids off, out loud. Whatever gets the most is paid in full, and so on down until the pot is empty.
      Groups may ask for less after they have heard the others. Nine did.

      The money is in their accounts within the fortnight.`,
    wentWell: words`It took 3 weeks from closing date to payment instead of 14. Officer time fell from 31 days to 8.

      Nine groups lowered what they asked for, by £6,150 in all, because they had heard who else was in the room. Two
      groups found that they wanted the same shed.`,
    wentBadly: words`Groups with a good talker did better. We gave the second half of the day over to questions, and that
      helped, but not enough.

      The hall has a step. One treasurer listened from the porch until somebody noticed and we carried the ramp over. It
      is now the first thing on the list.`,
    topics: ['grants', 'communities', 'participation'],
    state: 'embedded',
    service: '615',
    place: 'Cragside village hall',
    cost: '£40,000 in grants, £380 for the day',
    saving: '23 officer days a year',
    evidence: 'Timesheets of two rounds, before and after'
  },
  {
    key: 'food-waste',
    by: 'gwilym',
    title: 'We run a food waste round with smaller lorries',
    summary: words`Four 7.5-tonne lorries instead of two at 26 tonnes, for lanes where the big ones could not turn. Every home
      in the hill villages is collected from its own gate for the first time. December showed us that four was one too
      few.`,
    body: words`We have 2,900 homes on lanes under three metres wide. For years they carried their caddies to the lane end,
      or did not.

      The small lorries turn in a farm gate. Drivers need no extra licence class, so we could hire within a week, and
      they meet the 26-tonner at the market car park twice a day to tip.

      Crews chose the order of the round. It is not the one the software drew, and it is 40 minutes shorter.`,
    wentWell: words`Narrow lanes are served for the first time. Complaints from the hill villages stopped: 3 this quarter,
      57 in the same quarter last year.

      Food waste from those villages went from 9 to 22 tonnes a month. Two former milk drivers joined us.`,
    wentBadly: words`Two lorries off the road in December left us with two. We paid £18,400 for agency crews and a hired
      truck. We should have bought five.

      We ordered caddies before we had counted the flats above shops. 160 of them stood in the depot until March.`,
    topics: ['foodwaste', 'waste', 'rural'],
    state: 'embedded',
    service: '533',
    place: 'The hill villages of Thornbeck',
    cost: '£286,000 for four lorries, £18,400 for a bad December',
    saving: '£41,000 a year in disposal',
    evidence: 'Weighbridge tickets and the disposal contract'
  },
  {
    key: 'market-town-table',
    by: 'moira',
    title: 'The library table, in a market town with one library',
    summary: words`We copied Aldermere’s housing table as it was: two officers, one kettle, one day a week. It took three weeks
      from first call to first session. The one thing we changed was the day, and we learned that the hard way.`,
    body: words`Nia at Aldermere sent us her rota, her page of first questions and the name of the person to ring at the
      library. Ours belongs to the county, so that call took two of the three weeks.

      We borrowed the local history room from the start, because her story said to. It has a door, a window and no
      telephone.

      We sit there on Wednesdays, from ten to three. In the holidays the children’s hour is on Wednesday too, and we have
      come to like it.`,
    wentWell: words`We copied the rota as it was and it worked from the first week. 74 people in five months, 29 of them
      before they had any notice.

      Having the room from day one meant that nobody had to tell us anything twice, or quietly.`,
    wentBadly: words`Market day. We began on Tuesdays, like Aldermere. Nobody could park, and we lost our two busiest
      sessions before we moved to Wednesdays. The library could have told us, had we asked.

      One of the two officers was called back to the office four times. With one person left it is a queue again.`,
    topics: ['housing', 'homelessness', 'libraries'],
    state: 'embedded',
    service: '112',
    place: 'Thornbeck library',
    cost: '£60 for the kettle, the mugs and a sign',
    evidence: 'Our own count of visits, five months',
    basedOn: 'library-table'
  }
]
