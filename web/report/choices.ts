/** What the form for reports offers: of what kind it is, in groups, with what to do at once about the gravest. */
import { type Category, categories } from '../../server/moderation/reports/categories.ts'

const urgent: Partial<Record<string, string>> = {
  'child-abuse':
    'If a child is in danger now, call 999. Report the address to the Internet Watch Foundation at report.iwf.org.uk as well. Do not copy or send the picture.',
  terrorism: 'If somebody is in danger now, call 999.',
  intimate: 'The Revenge Porn Helpline (revengepornhelpline.org.uk) and StopNCII.org help to have pictures taken down.',
  copyright: 'Say which work of yours it is, where it can be seen, and that you own it or speak for who does.',
  defamation: 'Say what is untrue, what is true instead, and how it harms.',
  impersonation: 'Say who it pretends to be, and how we can tell.'
}

const item = ({ name, asked }: Category) => ({
  value: name,
  text: asked,
  ...(urgent[name] && { hint: { text: urgent[name] } })
})

/** The kinds as radios: those of every day, a line, and those of the law. */
export const kindItems = () => {
  const grave = categories.filter(({ name }) =>
    ['hate', 'child-abuse', 'terrorism', 'intimate', 'illegal', 'copyright', 'defamation'].includes(name)
  )
  const usual = categories.filter((one) => !grave.includes(one) && one.name !== 'other')
  const other = categories.filter(({ name }) => name === 'other')
  return [
    ...usual.map(item),
    { divider: 'or, where the law may be broken' },
    ...grave.map(item),
    { divider: 'or' },
    ...other.map(item)
  ]
}
