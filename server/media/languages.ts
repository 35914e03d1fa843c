/** The languages that captions may be in: those most spoken in the United Kingdom, with their own names. */

const names: Record<string, string> = {
  en: 'English',
  cy: 'Cymraeg (Welsh)',
  gd: 'Gàidhlig (Scottish Gaelic)',
  ga: 'Gaeilge (Irish)',
  sco: 'Scots',
  kw: 'Kernewek (Cornish)',
  ar: 'العربية (Arabic)',
  bn: 'বাংলা (Bengali)',
  zh: '中文 (Chinese)',
  fa: 'فارسی (Persian)',
  fr: 'Français (French)',
  de: 'Deutsch (German)',
  gu: 'ગુજરાતી (Gujarati)',
  hi: 'हिन्दी (Hindi)',
  it: 'Italiano (Italian)',
  lt: 'Lietuvių (Lithuanian)',
  pl: 'Polski (Polish)',
  pt: 'Português (Portuguese)',
  pa: 'ਪੰਜਾਬੀ (Punjabi)',
  ro: 'Română (Romanian)',
  so: 'Soomaali (Somali)',
  es: 'Español (Spanish)',
  ta: 'தமிழ் (Tamil)',
  tr: 'Türkçe (Turkish)',
  uk: 'Українська (Ukrainian)',
  ur: 'اردو (Urdu)'
}

/** All of them, English and Welsh first. */
export const captionLanguages = Object.entries(names).map(([code, name]) => ({ code, name }))

/** Whether captions may be in this language. */
export const isCaptionLanguage = (code: string): boolean => Object.hasOwn(names, code)

/** What a language is called; of one that is not in the list, its code. */
export const languageName = (code: string): string => (Object.hasOwn(names, code) ? names[code]! : code)
