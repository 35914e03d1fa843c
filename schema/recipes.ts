/** Replication recipes: their lines with where each comes from, versions, consent of those quoted, and suggestions (Q5). */
import { actors } from './actors.ts'
import { count, created, index, json, key, moment, primaryKey, table, text, uniqueIndex } from './columns.ts'
import { posts } from './posts.ts'

export type RecipeSection = 'needs' | 'steps' | 'time' | 'cost' | 'people' | 'evidence' | 'well' | 'badly'
/** A passage of a post that a line rests on; `hash` is of the words as they were then (SHA-256, hexadecimal). */
export interface Passage {
  /** The address of the post. */
  uri: string
  words: string
  hash: string
}
/** Another wording of a line, by somebody who changed it at the same time. */
export interface Wording {
  text: string
  /** The id of who wrote it. */
  by: string
}
export interface RecipeLine {
  id: string
  /** The title and the summary are lines as well, so that two people may change them too. */
  section: RecipeSection | 'title' | 'summary'
  /** Plain text. */
  text: string
  sources: Passage[]
  /** The revision of the draft in which it last changed. */
  rev: number
  /** The id of who last worded it; absent while it stands as it was found. */
  by?: string
  others?: Wording[]
  /** Its words were taken back by who said them. */
  gone?: true
}
/**
 * Whether the author of a passage allows it to be quoted: `own` words of the recipe's author, `free` by their policy,
 * `plain` where their server knows no policies, `needed` and `requested` where they decide each time.
 */
export type CitationState = 'own' | 'free' | 'plain' | 'needed' | 'requested' | 'accepted' | 'refused' | 'revoked'

export const recipes = table(
  'recipes',
  {
    post: text('post_id')
      .primaryKey()
      .references(() => posts.id, { onDelete: 'cascade' }),
    /** The story that it was put together from. */
    story: text('story_uri'),
    /** Counts the changes of the draft. */
    revision: count('revision').notNull().default(1),
    /** The number of the version that is published; 0 before the first. */
    version: count('version').notNull().default(0),
    /** The draft, in order; of ours only. */
    lines: json('lines').$type<RecipeLine[]>().notNull().default([]),
    /** The published version; lines that wait for leave among them. */
    shown: json('shown').$type<RecipeLine[]>().notNull().default([])
  },
  (recipe) => [index('recipes_story_idx').on(recipe.story, recipe.post)]
)

export const recipeVersions = table(
  'recipe_versions',
  {
    id: key(),
    recipe: text('recipe_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    number: count('number').notNull(),
    title: text('title').notNull(),
    summary: text('summary').notNull(),
    lines: json('lines').$type<RecipeLine[]>().notNull(),
    by: text('by_id').references(() => actors.id, { onDelete: 'set null' }),
    created: created()
  },
  (version) => [uniqueIndex('recipe_versions_once').on(version.recipe, version.number)]
)

/** The posts that a recipe quotes, and the leave of who wrote them. */
export const recipeSources = table(
  'recipe_sources',
  {
    id: key(),
    recipe: text('recipe_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    uri: text('source_uri').notNull(),
    url: text('url').notNull(),
    author: text('author_uri').notNull(),
    /** What the author is called. */
    name: text('name').notNull(),
    /** What the post is, in words: 'Story', 'Answer to Tom Ferris'. */
    what: text('what').notNull(),
    state: text('state').$type<CitationState>().notNull(),
    request: text('request_uri'),
    authorization: text('authorization_uri'),
    withdrawn: moment('withdrawn_at')
  },
  (source) => [
    uniqueIndex('recipe_sources_once').on(source.recipe, source.uri),
    index('recipe_sources_uri_idx').on(source.uri),
    index('recipe_sources_request_idx').on(source.request),
    index('recipe_sources_authorization_idx').on(source.authorization)
  ]
)

/** Who was invited to work on a recipe. */
export const recipeEditors = table(
  'recipe_editors',
  {
    recipe: text('recipe_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    actor: text('actor_id')
      .notNull()
      .references(() => actors.id, { onDelete: 'cascade' })
  },
  (editor) => [
    primaryKey({ columns: [editor.recipe, editor.actor] }),
    index('recipe_editors_actor_idx').on(editor.actor)
  ]
)

/** What was decided on replies that suggest something. */
export const recipeSuggestions = table(
  'recipe_suggestions',
  {
    recipe: text('recipe_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    reply: text('reply_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    state: text('state').$type<'accepted' | 'declined'>().notNull(),
    by: text('by_id').references(() => actors.id, { onDelete: 'set null' }),
    created: created()
  },
  (suggestion) => [
    primaryKey({ columns: [suggestion.recipe, suggestion.reply] }),
    index('recipe_suggestions_reply_idx').on(suggestion.reply)
  ]
)
