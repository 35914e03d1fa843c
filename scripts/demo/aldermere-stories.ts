/** What Aldermere tells: eight practice stories, invented, each with both halves. */
import { type DemoStory, words } from './content.ts'

export const aldermereStories: DemoStory[] = [
  {
    key: 'letters',
    by: 'ruth',
    title: 'We rewrote our council tax letters at a reading age of nine',
    summary: words`Our first reminder had 411 words and one of them was “notwithstanding”. We cut it to 138, put the
      amount and the date first, and moved the law to the back. Fewer people rang, and those who did were calmer.`,
    body: words`We took the six letters that bring the most phone calls. Two people from the call team, one from recovery
      and one from legal sat in a room for three afternoons and read each one aloud. Whatever nobody would say to a
      neighbour came out.

      The order is now: what you owe, when it is due, how to pay, what to do if you cannot. The statutory wording is on
      the back, complete, in the same type size.

      We tested the draft with eleven people in the waiting room. Three of them could not find the payment reference, so
      it now stands in a box of its own.`,
    wentWell: words`Calls about the first reminder fell from 1,240 to 980 in the six weeks after it went out, with the
      same number of letters sent. Arrangements to pay went up by 60, and more of them were kept past the second month.

      The call team asked us to do the parking letters next.`,
    wentBadly: words`We forgot the large-print version until the proofs came back. It went out eleven days late, and 84
      people had the old letter and the new one in the same week.

      Legal joined us on the second afternoon instead of the first. We rewrote two letters twice.`,
    topics: ['counciltax', 'letters', 'plainenglish'],
    state: 'embedded',
    service: '57',
    place: 'Aldermere',
    cost: 'Nine officer days and £640 for new templates',
    saving: '£11,300 a year in calls not made',
    evidence: 'Call counts from our phone system, six weeks against the same six weeks last year'
  },
  {
    key: 'cameras',
    by: 'tom',
    title: 'We lend thermal cameras with a library card',
    summary: words`Four small thermal cameras sit behind the desk at the central library. Anyone with a card can borrow one
      for a weekend and find where their heat goes. It is our most reserved item, ahead of every novel.`,
    body: words`Each camera comes in a lunchbox with a lead, a one-page guide with photographs, and a list of what a cold
      patch can mean. The guide was written by our home energy adviser and tested on my mum.

      People reserve it like a book. We show them the two buttons that matter, and ask one question when it comes back:
      what did you do about it?`,
    wentWell: words`62 loans from October to March. 19 households told us that they had draught-proofed a door, a loft
      hatch or a letter box afterwards, most of them for under £20.

      Six borrowers in the same terrace found the same missing insulation, and went to their landlord together.`,
    wentBadly: words`By December the waiting list was eleven weeks, and the cold was over before some people had a turn.
      Four was too few; we should have asked for eight.

      Nobody had told the energy advice team that we were starting. They heard of it from a resident.`,
    topics: ['libraries', 'energy', 'costofliving'],
    state: 'trying',
    service: '437',
    place: 'Central library, Aldermere',
    cost: '£1,720 for four cameras and their boxes',
    evidence: 'Our own count at the desk; savings at home not measured'
  },
  {
    key: 'canvass',
    by: 'hester',
    title: 'We asked by text message before we posted the canvass form',
    summary: words`A text with a link went to 21,000 households three days before the paper form would have. Over half
      answered it. The other half taught us which of our phone numbers were wrong.`,
    body: words`We used mobile numbers that people had given us for the register and for nothing else. The text says who we
      are, what we ask, and how to check that it is really us: the number on the council’s own website.

      Whoever had not answered after five days got the form by post as always. Nobody was asked three times.`,
    wentWell: words`11,400 households answered by the link within five days. We printed and posted that many fewer forms.

      People under 30 answered at twice the rate of last year. Two-thirds of answers came between seven and ten in the
      evening.`,
    wentBadly: words`1,900 numbers were dead or somebody else’s. One man had 14 texts about a house he left in 2019.

      A third of the calls that week were people asking whether it was a scam. We should have told the libraries and the
      councillors first, since that is where people ask.`,
    topics: ['elections', 'textmessages', 'canvass'],
    state: 'trying',
    service: '364',
    cost: '£1,050 for the texts',
    saving: '£9,700 in printing and postage',
    evidence: 'Print and postage invoices against last year'
  },
  {
    key: 'ring-first',
    by: 'ruth',
    title: 'An idea: ring people before the first reminder, not after the summons',
    summary: words`We would like to ring households that miss their first instalment for the first time ever, within a week,
      and ask what changed. We have only tried it on paper. Has anyone done it with real phones?`,
    body: words`Every year about 1,900 households miss a payment for the first time in five years. Something has happened to
      them, and our first word on it is a printed reminder.

      Two officers would ring for one hour each evening for three weeks in May. No script, one question: has something
      changed? Then whatever help fits, from a new payment date to a referral to Nia’s table.

      We have drafted the data protection assessment and will share it with anyone who asks.`,
    wentWell: words`On paper it looks hopeful. Of last year’s 1,900, 410 were later found to be entitled to a discount or a
      reduction. Reaching half of them early would have kept about 90 out of court.

      Both officers in the trial run said that they would rather do this than anything else they do in May.`,
    wentBadly: words`We worry about being taken for fraudsters, and about ringing somebody on the day after a funeral.

      We have numbers for only six in ten of these households. Those without are probably the ones who need it most.`,
    topics: ['counciltax', 'debt', 'prevention'],
    state: 'idea',
    service: '57',
    cost: 'About 60 officer hours, not yet agreed',
    evidence: 'A desk exercise on last year’s accounts'
  },
  {
    key: 'verges',
    by: 'graham',
    title: 'We let a third of our verges grow until July',
    summary: words`Forty-one verges, chosen on a map in February, were left alone until the middle of July. They cost less,
      they look better than we feared, and the first month was still the worst for complaints that I remember.`,
    body: words`We started from the road safety list and took off every junction, bend and crossing. What was left we showed
      to the ward councillors, and each could strike out two, no reasons asked. They struck out eleven in all.

      Crews cut a one-metre strip along the kerb and the path, so that it looks meant. The hay comes off in July with a
      borrowed baler.

      Each verge has a small sign that says when it will be cut and why not sooner.`,
    wentWell: words`£22,400 less in mowing and fuel from April to September. A volunteer counted 64 kinds of flower on Canal
      Road, where the year before there had been nine.

      By July people were ringing to ask for theirs to be left.`,
    wentBadly: words`The signs came in June. In May we had 212 complaints, nearly all saying that we had given up, and there
      was nothing on the verge to say otherwise.

      On Mill Lane grass lay over the path after rain. A resident who uses a long cane walked in the road because of us.
      We cut that verge the same day, and a path check with her is now part of the list.`,
    topics: ['parks', 'biodiversity', 'verges'],
    state: 'embedded',
    service: '461',
    place: 'Forty-one verges across Aldermere',
    cost: '£3,900 for signs and the baler',
    saving: '£22,400 a season',
    evidence: 'Contractor invoices, two seasons compared'
  },
  {
    key: 'chatbot',
    by: 'sal',
    title: 'We switched the chatbot off after fourteen months',
    summary: words`It answered 31,000 questions and settled about one in nine. We bought it to take calls away, and it
      mostly delayed them. Here is what we would measure from the first week if we ever did it again.`,
    body: words`The chatbot stood on every page from March of one year to May of the next. It was meant for bins, council
      tax and housing, and it was good at bins.

      In the last month we read 400 conversations, ten people reading forty each over lunch. We marked each as settled,
      passed on, or given up. Nobody had done that before; the supplier’s figure counted a closed window as a success.

      We switched it off on a Tuesday, put a phone number and the twelve most asked questions in its place, and watched.`,
    wentWell: words`Calls did not rise when it went: 2,110 in the week before, 2,090 in the week after. The twelve
      questions are read by more people than ever opened the chatbot.

      Reading conversations together was the best training we have run in years. We now read forty calls a month the
      same way.`,
    wentBadly: words`£46,000 over fourteen months for something that did not help eight people in nine. The first quarterly
      report said 71 per cent settled, and we did not ask how that was counted.

      It told two people the wrong date for their benefit review. We found out from them. We wrote to both, and to
      everyone else who had asked the same thing.`,
    topics: ['digital', 'customerservice', 'ai'],
    state: 'stopped',
    service: '353',
    cost: '£46,000 over fourteen months',
    saving: '£39,000 a year by not renewing',
    evidence: '400 conversations read by ten officers, two readers each'
  },
  {
    key: 'damp',
    by: 'owen',
    title: 'We send a surveyor and a joiner to a damp home together',
    summary: words`A damp report used to mean three visits by three people over a month. Now a surveyor and a joiner go
      once, with a van that can do the small things there and then. Half of all homes need no second visit.`,
    body: words`The van carries two extractor fans, trickle vents, sealant, a mould wash and four meters that we leave
      behind. The surveyor looks for the cause while the joiner does what can be done that morning.

      We leave a humidity meter for two weeks and ring on day fifteen, whatever it says. The tenant reads the numbers to
      us, so they know them too.

      We stopped asking people whether they dry clothes indoors. Everybody does, and it ended every conversation.`,
    wentWell: words`From report to first work: 6 days instead of 27. In 118 of 231 homes nothing more was needed when we
      rang on day fifteen.

      Tenants let us in. Missed appointments fell from one in five to one in twelve, because two people and a van look
      as though something will happen.`,
    wentBadly: words`The pair can do four homes a day. In November 70 reports came in a week, and by Christmas the wait was
      back to three weeks. We should have trained a second pair in the summer.

      We fitted fans in nine flats where the real fault was a gutter. It looked like progress and it was not.`,
    topics: ['housing', 'repairs', 'dampandmould'],
    state: 'embedded',
    service: '141',
    place: 'Aldermere',
    cost: '£58,000 a year for the second post and the van',
    saving: '£74,000 a year in repeat visits and redecoration',
    evidence: 'Job records for seven months; finance has seen the method'
  },
  {
    key: 'library-table',
    by: 'nia',
    title: 'We moved housing advice to a table in the library',
    summary: words`Every Tuesday since March, two housing officers sit at a table in the central library with a kettle. No
      counter, no ticket, no screen between us. People come earlier, and they come back less.`,
    body: words`We closed one of five counter windows on Tuesdays and sent its two officers across the square. They take a
      laptop each, a box of forms, and a paper diary that anyone at the desk can write in.

      There are no appointments before noon. If more than four people are waiting, the library’s front desk hands out a
      card with a time on it, so nobody has to stand.

      Before they leave, everyone gets one page: what happens next, who does it, and by when, in their own words. We
      write it by hand, because the printer is slow and because it looks like a promise.`,
    wentWell: words`People came earlier. One in three had no notice yet, so there was still something we could do.

      Repeat visits fell from 41 to 26 a month. We think it is because nobody leaves without a page in their own words.

      Library staff now spot people who are circling and say “they are nice, go on”.`,
    wentBadly: words`For nine weeks we had no private room. Two people told us things within earshot of the children’s
      corner. We should have sorted that before day one.

      The library printer needs a card. We lost an hour every week until Tom gave us his.

      We never asked the night shelter, whose people cannot come before it opens at ten.`,
    topics: ['housing', 'homelessness', 'libraries'],
    state: 'embedded',
    service: '112',
    place: 'Central library, Aldermere',
    cost: '£1,150 to start, then two officer days a week',
    saving: '£31,000 a year in temporary rooms',
    evidence: 'Own estimate, checked by finance'
  }
]
