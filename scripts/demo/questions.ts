/** What the two councils ask each other, and what they answer: most questions cross from one server to the other. */
import { type DemoQuestion, words } from './content.ts'

export const questions: DemoQuestion[] = [
  {
    key: 'cemetery',
    by: 'graham',
    title: 'Has anyone moved a cemetery register off paper without losing the plot plans?',
    body: words`Ours begins in 1871. The names are easy to copy; the hand-drawn plans of who lies where are not, and twice
      they disagree with the stones. Scanning firms want to do the names only. I would rather hear from somebody who
      regrets something.`,
    topics: ['cemeteries', 'records'],
    answers: []
  },
  {
    key: 'note-taker',
    by: 'sal',
    title: 'What do you say to a resident who wants the AI note-taker switched off?',
    body: words`Two teams here are trying one in meetings with residents. We say that it is on, and people may say no. Last
      week somebody did, and the officer did not know how to go on without it. What do your people say and do?`,
    topics: ['ai', 'customerservice', 'privacy'],
    community: 'frontdoor',
    answers: [
      {
        by: 'wyn',
        body: words`“Of course”, and then we close the lid so that they can see it closed. Our rule is that the officer must
          be able to take the notes by hand that same minute, so everybody has a pad on the desk. About one person in
          twelve says no. Nobody has asked why the pad is there.`
      },
      {
        by: 'derek',
        body: words`On noise cases I never switch it on. People describe their neighbours, and the neighbours have not been
          asked.`
      }
    ]
  },
  {
    key: 'nothing-to-be-done',
    by: 'anjali',
    title: 'How do you tell somebody that nothing can be done, and still be someone they would ring again?',
    body: words`About half of the reports I read are not a breach of planning control. I have become quick at saying so. I
      am not sure that I have become good at it.`,
    topics: ['planning', 'customerservice'],
    community: 'frontdoor',
    answers: [
      {
        by: 'hester',
        body: words`I say it in the first sentence. People forgive “no” much sooner than they forgive four paragraphs before
          it. Then one thing that they can do themselves, if there is one. If there is none I say that too.`
      }
    ]
  },
  {
    key: 'gas-check',
    by: 'owen',
    title: 'How do you get into a flat where nobody answers, for a gas safety check?',
    body: words`We have 61 homes where three letters and two visits brought nothing. The next step is court, which takes four
      months and makes an enemy. What comes before that, where you are?`,
    topics: ['housing', 'repairs', 'gassafety'],
    community: 'frontdoor',
    answers: [
      {
        by: 'nia',
        body: words`Give me the list and I will tell you which of them already come to the Tuesday table. I would guess ten. It
          is easier to ask over a cup of tea than through a letter box.`
      }
    ]
  },
  {
    key: 'payments-away',
    by: 'moira',
    title: 'Do your officers take payments away from the office, and on whose machine?',
    body: words`We would like to take rent arrears payments at the library table. Our finance team says that the card reader
      must stay on site. Is that a rule, or a habit?`,
    topics: ['payments', 'housing'],
    answers: [
      {
        by: 'ruth',
        body: words`A habit, in our case. We take payments at two libraries with a reader of our own that pairs with a phone
          of ours. Our auditors asked for three things: the reader is signed out and in, the phone has nothing else on it,
          and nobody ever writes a card number down. It has been 14 months and they have been content twice.`,
        acceptedBy: 'moira',
        replies: [
          {
            by: 'moira',
            body: 'Thank you. I have sent your three lines to finance, with your name on them, and they have not said no.'
          }
        ]
      }
    ]
  },
  {
    key: 'lend-tablets',
    by: 'wyn',
    title: 'Has anybody let residents borrow a tablet to fill in a form at home?',
    body: words`We hear “I will do it at my daughter’s” every day, and then they do not. I would like to lend ten tablets
      for a week each. What comes back broken, and what does not come back?`,
    topics: ['digitalinclusion', 'libraries'],
    answers: [
      {
        by: 'tom',
        body: words`We have lent 24 for two years, with a library card and a paper bag with handles. Four screens broken, one
          never seen again, and one returned with somebody’s holiday pictures, which we gave back.

          Do buy cases with a handle. And wipe them between loans with the maker’s own reset, not by hand: we missed a
          saved password once.`,
        acceptedBy: 'wyn'
      }
    ]
  },
  {
    key: 'own-project',
    by: 'hester',
    about: 'small-grants',
    title: 'What did you do when somebody voted for their own project?',
    body: words`I count votes for a living, so forgive me. Ten beans each, none to your own: who checks, and what happens
      when a bean turns up where it should not?`,
    topics: ['grants', 'participation'],
    answers: [
      {
        by: 'bethan',
        body: words`Each group’s beans have a colour, two groups to a colour, and the jars are glass. You see it at once. It
          happened one time, by mistake I am sure: the whole room said “oi”, he laughed and moved it. We wrote it down in
          the notes anyway.`,
        acceptedBy: 'hester'
      }
    ]
  },
  {
    key: 'which-verges',
    by: 'bethan',
    about: 'verges',
    title: 'How did you choose which verges to keep short?',
    body: words`Our parish councils would each keep all of theirs and let the neighbours’ grow. How did you get from a map to a
      list without a public meeting for each?`,
    topics: ['verges', 'parks'],
    answers: [
      {
        by: 'graham',
        body: words`Road safety first, and that is not a vote: junctions, bends, crossings, schools. Then each councillor could
          strike out two without giving a reason. Because there were only two, they thought about it. One gave hers to a
          colleague.`,
        acceptedBy: 'bethan'
      },
      {
        by: 'gwilym',
        body: 'Ask the crews as well. Ours knew four verges where the mower always turns up something it should not.'
      }
    ]
  },
  {
    key: 'dry-enough',
    by: 'derek',
    about: 'damp',
    title: 'Who decides that a wall is dry enough to paint?',
    body: words`Our landlords paint in week one and the mould is back in week six. Is there a number that your joiner goes by,
      or is it the thumb?`,
    topics: ['dampandmould', 'housing'],
    answers: [
      {
        by: 'owen',
        body: words`A number, and then the thumb. Under 18 on the pin meter at three heights, twice, a fortnight apart. If the
          second reading has gone up we look for the water again and do not paint.

          The surveyor signs for it and not the joiner, so that nobody is hurried by the next job.`,
        acceptedBy: 'derek'
      }
    ]
  },
  {
    key: 'before-and-after',
    by: 'gwilym',
    about: 'letters',
    title: 'Could we see the first paragraph before and after?',
    body: words`Our missed-bin letter begins with the Environmental Protection Act. I would like to show my manager what a
      better one looks like, in somebody else’s words.`,
    topics: ['letters', 'plainenglish'],
    answers: [
      {
        by: 'ruth',
        body: words`Before: “Notwithstanding any earlier correspondence, our records indicate that the instalment falling due
          on the date stated overleaf remains outstanding.”

          After: “You have missed a payment of £142. Please pay it by 14 May. If you cannot, ring us: we can usually find
          a way.”

          Legal were happy with it once the law was on the back, in full.`,
        acceptedBy: 'gwilym'
      }
    ]
  },
  {
    key: 'county-room',
    by: 'nia',
    about: 'market-town-table',
    title: 'How did you persuade the county to lend you the room?',
    body: words`It took us nine weeks to ask for ours, in our own building. You had one from the first day, in somebody else’s.
      Who did you ring, and what did you say?`,
    topics: ['libraries', 'housing'],
    answers: [
      {
        by: 'moira',
        body: words`I rang the person with the key and not the person with the title. She said that the room is empty on
          Wednesdays, and would I write that to her manager, with her in copy. I sent your paragraph about the
          children’s corner along with it. He answered within the hour.`,
        acceptedBy: 'nia'
      }
    ]
  },
  {
    key: 'narrow-lanes',
    by: 'ruth',
    about: 'food-waste',
    title: 'How do you collect food waste where a lorry cannot turn?',
    body: words`I ask for our waste team, who are not on here yet. We have 340 homes on lanes under three metres wide. Our
      contractor wants to leave bins at the lane end, which is half a mile for some people. Has anyone found a way that
      does not ask an 80-year-old to push a caddy uphill?`,
    topics: ['foodwaste', 'rural'],
    answers: [
      {
        by: 'gwilym',
        body: words`Four 7.5-tonne lorries instead of two at 26. They turn in a farm gate, and drivers need no extra licence
          class, so we could hire in a week.

          Do buy five. We bought four, and in December two were off the road at once. That cost us £18,400 in agency
          crews and a hired truck.`,
        acceptedBy: 'ruth',
        replies: [
          {
            by: 'graham',
            body: words`Ask your crews which gates are open. The map says twelve turning places on our side of the hill. There
              were nineteen, and the farmers were glad to be asked.`,
            replies: [
              {
                by: 'gwilym',
                body: 'Nineteen! We will walk ours with the crews next week and tell you what we find.'
              }
            ]
          }
        ]
      },
      {
        by: 'moira',
        body: words`From the housing side: three people on our lanes had stopped using the caddy and told nobody but me. Ask
          whoever visits.`
      }
    ]
  },
  {
    key: 'quieter',
    by: 'wyn',
    about: 'library-table',
    title: 'Did your counter get quieter on Tuesdays?',
    body: words`Or did you end up serving more people in total? I have to say which before anybody here lets me close a
      window.`,
    topics: ['housing', 'customerservice'],
    answers: []
  },
  {
    key: 'tears',
    by: 'moira',
    about: 'library-table',
    title: 'What do you do when someone at the table starts to cry?',
    body: words`It happens to us every week, and a library is very public.`,
    topics: ['housing', 'libraries'],
    answers: [
      {
        by: 'nia',
        body: words`We stand up and walk. Tom unlocks the local history room, which is never full. One of us goes along, the
          other stays so that the queue does not notice. It took us nine weeks to ask for that key.`,
        acceptedBy: 'moira'
      },
      {
        by: 'tom',
        body: words`And the desk makes tea, whoever is on. We put that into the rota as a task, because otherwise it is always
          the same person who does it.`
      }
    ]
  }
]
