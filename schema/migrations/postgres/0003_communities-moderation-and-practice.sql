CREATE TABLE "account_actions" (
	"id" text PRIMARY KEY NOT NULL,
	"actor_id" text NOT NULL,
	"post_id" text,
	"kind" text NOT NULL,
	"state" text DEFAULT 'active' NOT NULL,
	"by_id" text,
	"reason" text NOT NULL,
	"words" text DEFAULT '' NOT NULL,
	"report_id" text,
	"ends_at" timestamp (3) with time zone,
	"before" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"undone_at" timestamp (3) with time zone,
	"undone_by_id" text,
	"undone_because" text
);
--> statement-breakpoint
CREATE TABLE "appeals" (
	"id" text PRIMARY KEY NOT NULL,
	"action_id" text NOT NULL,
	"words" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"decided_by_id" text,
	"decided_at" timestamp (3) with time zone,
	"answer" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "appeals_action_id_unique" UNIQUE("action_id")
);
--> statement-breakpoint
CREATE TABLE "adoption_steps" (
	"post_id" text PRIMARY KEY NOT NULL,
	"about_uri" text NOT NULL,
	"step" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "choices" (
	"id" text PRIMARY KEY NOT NULL,
	"by_id" text,
	"act" text NOT NULL,
	"item_count" integer DEFAULT 0 NOT NULL,
	"actors" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"hosts" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"undo_until" timestamp (3) with time zone NOT NULL,
	"undone_at" timestamp (3) with time zone,
	"undone_by_id" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "communities" (
	"actor_id" text PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"posting" text NOT NULL,
	"created_by" text,
	"closed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "community_posts" (
	"id" text PRIMARY KEY NOT NULL,
	"community_id" text NOT NULL,
	"post_id" text NOT NULL,
	"state" text NOT NULL,
	"begins" boolean NOT NULL,
	"activity" jsonb,
	"removed_by" text,
	"reason" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "community_roles" (
	"community_id" text NOT NULL,
	"actor_id" text NOT NULL,
	"role" text NOT NULL,
	"by_id" text,
	"reason" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "community_roles_community_id_actor_id_pk" PRIMARY KEY("community_id","actor_id")
);
--> statement-breakpoint
CREATE TABLE "controls" (
	"id" text PRIMARY KEY NOT NULL,
	"owner_id" text NOT NULL,
	"kind" text NOT NULL,
	"actor_id" text,
	"host" text,
	"uri" text,
	"ends_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "filters" (
	"id" text PRIMARY KEY NOT NULL,
	"owner_id" text NOT NULL,
	"kind" text NOT NULL,
	"words" text NOT NULL,
	"act" text NOT NULL,
	"ends_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "drafts" (
	"id" text PRIMARY KEY NOT NULL,
	"author_id" text NOT NULL,
	"kind" text NOT NULL,
	"post_id" text,
	"typed" jsonb NOT NULL,
	"apart" boolean NOT NULL,
	"tab" text NOT NULL,
	"turn" integer NOT NULL,
	"version" integer NOT NULL,
	"seen" text NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "legal_holds" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"target" text NOT NULL,
	"reason" text NOT NULL,
	"by_id" text,
	"review_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"lifted_at" timestamp (3) with time zone,
	"lifted_by_id" text,
	"lifted_because" text
);
--> statement-breakpoint
CREATE TABLE "preserved" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"uri" text NOT NULL,
	"author_uri" text NOT NULL,
	"thread_uri" text,
	"why" text NOT NULL,
	"private" boolean NOT NULL,
	"content" jsonb NOT NULL,
	"hash" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "preserved_holds" (
	"hold_id" text NOT NULL,
	"preserved_id" text NOT NULL,
	CONSTRAINT "preserved_holds_hold_id_preserved_id_pk" PRIMARY KEY("hold_id","preserved_id")
);
--> statement-breakpoint
CREATE TABLE "pins" (
	"id" text PRIMARY KEY NOT NULL,
	"actor_id" text NOT NULL,
	"post_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "report_forwards" (
	"id" text PRIMARY KEY NOT NULL,
	"report_id" text NOT NULL,
	"target_uri" text NOT NULL,
	"objects" jsonb NOT NULL,
	"words" text NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "captions" (
	"post_id" text NOT NULL,
	"language" text NOT NULL,
	"cues" jsonb NOT NULL,
	"transcript" text NOT NULL,
	"edited_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "captions_post_id_language_pk" PRIMARY KEY("post_id","language")
);
--> statement-breakpoint
CREATE TABLE "clips" (
	"post_id" text PRIMARY KEY NOT NULL,
	"media_id" text NOT NULL,
	"poster_id" text,
	"milliseconds" integer NOT NULL,
	"video_codec" text NOT NULL,
	"audio_codec" text,
	"upload_id" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "remote_media" (
	"id" text PRIMARY KEY NOT NULL,
	"url" text NOT NULL,
	"state" text NOT NULL,
	"file" text,
	"media_type" text,
	"width" integer,
	"height" integer,
	"bytes" integer DEFAULT 0 NOT NULL,
	"retry_at" timestamp (3) with time zone,
	"used_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "story_pictures" (
	"id" text PRIMARY KEY NOT NULL,
	"post_id" text NOT NULL,
	"place" integer NOT NULL,
	"large_id" text NOT NULL,
	"small_id" text NOT NULL,
	"alt" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "uploads" (
	"id" text PRIMARY KEY NOT NULL,
	"owner_id" text NOT NULL,
	"post_id" text NOT NULL,
	"bytes" integer NOT NULL,
	"name" text NOT NULL,
	"touched_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "uploads_post_id_unique" UNIQUE("post_id")
);
--> statement-breakpoint
CREATE TABLE "decision_head" (
	"id" text PRIMARY KEY NOT NULL,
	"sequence" integer NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "log_checkpoints" (
	"id" text PRIMARY KEY NOT NULL,
	"sequence" integer NOT NULL,
	"hash" text NOT NULL,
	"origin" text NOT NULL,
	"public_key" text NOT NULL,
	"signature" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "nomination_addresses" (
	"hash" text PRIMARY KEY NOT NULL,
	"asked_at" timestamp (3) with time zone,
	"refused_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "nomination_steps" (
	"id" text PRIMARY KEY NOT NULL,
	"nomination_id" text NOT NULL,
	"kind" text NOT NULL,
	"by_id" text,
	"words" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "nominations" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"title" text NOT NULL,
	"who" text NOT NULL,
	"place" text NOT NULL,
	"why" text NOT NULL,
	"nominator" text NOT NULL,
	"nominator_mail" text,
	"nominator_hash" text,
	"nominee_mail" text,
	"nominee_hash" text,
	"since_at" timestamp (3) with time zone NOT NULL,
	"asked_at" timestamp (3) with time zone,
	"consented_at" timestamp (3) with time zone,
	"agreed" text DEFAULT '' NOT NULL,
	"post_id" text,
	"assignee_id" text,
	"way" text,
	"due_at" timestamp (3) with time zone,
	"reminded_at" timestamp (3) with time zone,
	"offer" text DEFAULT '' NOT NULL,
	"offer_done" boolean DEFAULT false NOT NULL,
	"told" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "offer_choices" (
	"actor_id" text PRIMARY KEY NOT NULL,
	"paused" boolean DEFAULT false NOT NULL,
	"letters" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "offer_refusals" (
	"actor_id" text NOT NULL,
	"term" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "offer_refusals_actor_id_term_pk" PRIMARY KEY("actor_id","term")
);
--> statement-breakpoint
CREATE TABLE "offers" (
	"id" text PRIMARY KEY NOT NULL,
	"question_id" text NOT NULL,
	"to_id" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"why" jsonb NOT NULL,
	"by_id" text,
	"via_id" text,
	"until_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "question_care" (
	"question_id" text PRIMARY KEY NOT NULL,
	"raised_at" timestamp (3) with time zone,
	"waiting_at" timestamp (3) with time zone,
	"note" text DEFAULT '' NOT NULL,
	"by_id" text
);
--> statement-breakpoint
CREATE TABLE "cut_follows" (
	"id" text PRIMARY KEY NOT NULL,
	"host" text NOT NULL,
	"follower_id" text NOT NULL,
	"followed_id" text NOT NULL,
	"uri" text NOT NULL,
	"state" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cut_held" (
	"held_id" text PRIMARY KEY NOT NULL,
	"host" text NOT NULL,
	"activity" jsonb,
	"summary" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "policies" (
	"host" text PRIMARY KEY NOT NULL,
	"by_id" text,
	"public_reason" text DEFAULT '' NOT NULL,
	"obfuscate" boolean DEFAULT false NOT NULL,
	"reject_media" boolean DEFAULT false NOT NULL,
	"reject_reports" boolean DEFAULT false NOT NULL,
	"review_at" timestamp (3) with time zone,
	"reminded_at" timestamp (3) with time zone,
	"list_id" text,
	"trust_before" text NOT NULL,
	"reason_before" text DEFAULT '' NOT NULL,
	"restorable_until" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "policy_entries" (
	"list_id" text NOT NULL,
	"host" text NOT NULL,
	"severity" text NOT NULL,
	"reject_media" boolean DEFAULT false NOT NULL,
	"reject_reports" boolean DEFAULT false NOT NULL,
	"obfuscate" boolean DEFAULT false NOT NULL,
	"comment" text DEFAULT '' NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"gone" boolean DEFAULT false NOT NULL,
	CONSTRAINT "policy_entries_list_id_host_pk" PRIMARY KEY("list_id","host")
);
--> statement-breakpoint
CREATE TABLE "policy_lists" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"url" text,
	"severity" text DEFAULT 'suspend' NOT NULL,
	"priority" integer DEFAULT 100 NOT NULL,
	"excludes" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"etag" text,
	"modified" text,
	"changes_url" text,
	"checked_at" timestamp (3) with time zone,
	"changed_at" timestamp (3) with time zone,
	"next_at" timestamp (3) with time zone,
	"fault" text,
	"wrong" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"wrong_count" integer DEFAULT 0 NOT NULL,
	"by_id" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vouches" (
	"peer" text NOT NULL,
	"host" text NOT NULL,
	"state" text NOT NULL,
	CONSTRAINT "vouches_peer_host_pk" PRIMARY KEY("peer","host")
);
--> statement-breakpoint
CREATE TABLE "proposals" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"body" jsonb NOT NULL,
	"target" text NOT NULL,
	"says" text NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"cost" text DEFAULT '' NOT NULL,
	"by_id" text,
	"state" text DEFAULT 'open' NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"decided_at" timestamp (3) with time zone,
	"decided_by_id" text,
	"decided_because" text,
	"review_by" timestamp (3) with time zone,
	"reviewed_at" timestamp (3) with time zone,
	"reviewed_by_id" text,
	"reminded" boolean DEFAULT false NOT NULL,
	"used_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "recipe_editors" (
	"recipe_id" text NOT NULL,
	"actor_id" text NOT NULL,
	CONSTRAINT "recipe_editors_recipe_id_actor_id_pk" PRIMARY KEY("recipe_id","actor_id")
);
--> statement-breakpoint
CREATE TABLE "recipe_sources" (
	"id" text PRIMARY KEY NOT NULL,
	"recipe_id" text NOT NULL,
	"source_uri" text NOT NULL,
	"url" text NOT NULL,
	"author_uri" text NOT NULL,
	"name" text NOT NULL,
	"what" text NOT NULL,
	"state" text NOT NULL,
	"request_uri" text,
	"authorization_uri" text,
	"withdrawn_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "recipe_suggestions" (
	"recipe_id" text NOT NULL,
	"reply_id" text NOT NULL,
	"state" text NOT NULL,
	"by_id" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "recipe_suggestions_recipe_id_reply_id_pk" PRIMARY KEY("recipe_id","reply_id")
);
--> statement-breakpoint
CREATE TABLE "recipe_versions" (
	"id" text PRIMARY KEY NOT NULL,
	"recipe_id" text NOT NULL,
	"number" integer NOT NULL,
	"title" text NOT NULL,
	"summary" text NOT NULL,
	"lines" jsonb NOT NULL,
	"by_id" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "recipes" (
	"post_id" text PRIMARY KEY NOT NULL,
	"story_uri" text,
	"revision" integer DEFAULT 1 NOT NULL,
	"version" integer DEFAULT 0 NOT NULL,
	"lines" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"shown" jsonb DEFAULT '[]'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "report_steps" (
	"id" text PRIMARY KEY NOT NULL,
	"report_id" text NOT NULL,
	"kind" text NOT NULL,
	"by_id" text,
	"words" text DEFAULT '' NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "round_questions" (
	"round_id" text NOT NULL,
	"question_id" text NOT NULL,
	"words" text DEFAULT '' NOT NULL,
	"said" text DEFAULT '' NOT NULL,
	"consent" boolean DEFAULT false NOT NULL,
	"typed_by_id" text,
	"reply_id" text,
	CONSTRAINT "round_questions_round_id_question_id_pk" PRIMARY KEY("round_id","question_id")
);
--> statement-breakpoint
CREATE TABLE "round_steps" (
	"id" text PRIMARY KEY NOT NULL,
	"round_id" text NOT NULL,
	"act" text NOT NULL,
	"by_id" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rounds" (
	"id" text PRIMARY KEY NOT NULL,
	"story_id" text NOT NULL,
	"state" text NOT NULL,
	"assignee_id" text NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"reminded" integer DEFAULT 0 NOT NULL,
	"publishing_at" timestamp (3) with time zone,
	"published_at" timestamp (3) with time zone,
	"answered" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inbox_log" (
	"id" text PRIMARY KEY NOT NULL,
	"uri" text NOT NULL,
	"object_uri" text,
	"type" text NOT NULL,
	"actor_uri" text NOT NULL,
	"host" text NOT NULL,
	"path" text NOT NULL,
	"verdict" text NOT NULL,
	"said" jsonb NOT NULL,
	"facts" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "moderation_revision" (
	"id" integer PRIMARY KEY NOT NULL,
	"revision" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rule_hits" (
	"id" text PRIMARY KEY NOT NULL,
	"rule_id" text NOT NULL,
	"version" integer NOT NULL,
	"field" text NOT NULL,
	"matched" text NOT NULL,
	"actor_uri" text NOT NULL,
	"host" text NOT NULL,
	"uri" text NOT NULL,
	"path" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rule_versions" (
	"rule_id" text NOT NULL,
	"version" integer NOT NULL,
	"name" text NOT NULL,
	"body" jsonb NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"by_id" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "rule_versions_rule_id_version_pk" PRIMARY KEY("rule_id","version")
);
--> statement-breakpoint
CREATE TABLE "rules" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"version" integer NOT NULL,
	"enabled" boolean NOT NULL,
	"position" integer NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"body" jsonb NOT NULL,
	"hits" integer DEFAULT 0 NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "autonomies" (
	"actor_id" text PRIMARY KEY NOT NULL,
	"level" text NOT NULL,
	"by_id" text NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "buddy_checks" (
	"id" text PRIMARY KEY NOT NULL,
	"post_id" text NOT NULL,
	"buddy_id" text NOT NULL,
	"state" text NOT NULL,
	"note" text NOT NULL,
	"seen" text,
	"decided_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "buddy_comments" (
	"id" text PRIMARY KEY NOT NULL,
	"check_id" text NOT NULL,
	"part" text NOT NULL,
	"passage" text NOT NULL,
	"comment" text NOT NULL,
	"answer" text,
	"done_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "first_stories" (
	"author_id" text PRIMARY KEY NOT NULL,
	"post_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "short_links" (
	"code" text PRIMARY KEY NOT NULL,
	"post_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "thanks" (
	"post_id" text NOT NULL,
	"by_id" text NOT NULL,
	"words" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "thanks_post_id_by_id_pk" PRIMARY KEY("post_id","by_id")
);
--> statement-breakpoint
ALTER TABLE "actor_keys" ADD COLUMN "retired_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "actors" ADD COLUMN "limited" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "actors" ADD COLUMN "sensitive" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "post_id" text;--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "sequence" integer;--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "previous_hash" text;--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "hash" text;--> statement-breakpoint
ALTER TABLE "held" ADD COLUMN "rule_id" text;--> statement-breakpoint
ALTER TABLE "held" ADD COLUMN "marks" jsonb;--> statement-breakpoint
ALTER TABLE "held" ADD COLUMN "choice_id" text;--> statement-breakpoint
ALTER TABLE "held" ADD COLUMN "kept_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "held" ADD COLUMN "before" jsonb;--> statement-breakpoint
ALTER TABLE "reports" ADD COLUMN "number" integer;--> statement-breakpoint
ALTER TABLE "reports" ADD COLUMN "stage" text DEFAULT 'new' NOT NULL;--> statement-breakpoint
ALTER TABLE "reports" ADD COLUMN "outcome" text;--> statement-breakpoint
ALTER TABLE "reports" ADD COLUMN "assignee_id" text;--> statement-breakpoint
ALTER TABLE "reports" ADD COLUMN "house_rule" text;--> statement-breakpoint
ALTER TABLE "reports" ADD COLUMN "host" text;--> statement-breakpoint
ALTER TABLE "reports" ADD COLUMN "times" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "reports" ADD COLUMN "mail" text;--> statement-breakpoint
ALTER TABLE "reports" ADD COLUMN "mail_confirmed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "reports" ADD COLUMN "answer" text;--> statement-breakpoint
ALTER TABLE "reports" ADD COLUMN "closed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "labels" jsonb;--> statement-breakpoint
ALTER TABLE "stories" ADD COLUMN "changed_here" text;--> statement-breakpoint
ALTER TABLE "stories" ADD COLUMN "worth_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "stories" ADD COLUMN "review_asked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "stories" ADD COLUMN "untrue_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "stories" ADD COLUMN "untrue_why" text;--> statement-breakpoint
ALTER TABLE "account_actions" ADD CONSTRAINT "account_actions_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_actions" ADD CONSTRAINT "account_actions_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appeals" ADD CONSTRAINT "appeals_action_id_account_actions_id_fk" FOREIGN KEY ("action_id") REFERENCES "public"."account_actions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "adoption_steps" ADD CONSTRAINT "adoption_steps_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "communities" ADD CONSTRAINT "communities_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "communities" ADD CONSTRAINT "communities_created_by_actors_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."actors"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "community_posts" ADD CONSTRAINT "community_posts_community_id_actors_id_fk" FOREIGN KEY ("community_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "community_posts" ADD CONSTRAINT "community_posts_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "community_roles" ADD CONSTRAINT "community_roles_community_id_actors_id_fk" FOREIGN KEY ("community_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "community_roles" ADD CONSTRAINT "community_roles_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "controls" ADD CONSTRAINT "controls_owner_id_actors_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "controls" ADD CONSTRAINT "controls_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "filters" ADD CONSTRAINT "filters_owner_id_actors_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drafts" ADD CONSTRAINT "drafts_author_id_actors_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drafts" ADD CONSTRAINT "drafts_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "preserved_holds" ADD CONSTRAINT "preserved_holds_hold_id_legal_holds_id_fk" FOREIGN KEY ("hold_id") REFERENCES "public"."legal_holds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "preserved_holds" ADD CONSTRAINT "preserved_holds_preserved_id_preserved_id_fk" FOREIGN KEY ("preserved_id") REFERENCES "public"."preserved"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pins" ADD CONSTRAINT "pins_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pins" ADD CONSTRAINT "pins_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_forwards" ADD CONSTRAINT "report_forwards_report_id_reports_id_fk" FOREIGN KEY ("report_id") REFERENCES "public"."reports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "captions" ADD CONSTRAINT "captions_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clips" ADD CONSTRAINT "clips_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "story_pictures" ADD CONSTRAINT "story_pictures_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nomination_steps" ADD CONSTRAINT "nomination_steps_nomination_id_nominations_id_fk" FOREIGN KEY ("nomination_id") REFERENCES "public"."nominations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nomination_steps" ADD CONSTRAINT "nomination_steps_by_id_actors_id_fk" FOREIGN KEY ("by_id") REFERENCES "public"."actors"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nominations" ADD CONSTRAINT "nominations_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nominations" ADD CONSTRAINT "nominations_assignee_id_actors_id_fk" FOREIGN KEY ("assignee_id") REFERENCES "public"."actors"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offer_choices" ADD CONSTRAINT "offer_choices_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offer_refusals" ADD CONSTRAINT "offer_refusals_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_question_id_posts_id_fk" FOREIGN KEY ("question_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_to_id_actors_id_fk" FOREIGN KEY ("to_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_by_id_actors_id_fk" FOREIGN KEY ("by_id") REFERENCES "public"."actors"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "question_care" ADD CONSTRAINT "question_care_question_id_posts_id_fk" FOREIGN KEY ("question_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "question_care" ADD CONSTRAINT "question_care_by_id_actors_id_fk" FOREIGN KEY ("by_id") REFERENCES "public"."actors"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cut_follows" ADD CONSTRAINT "cut_follows_follower_id_actors_id_fk" FOREIGN KEY ("follower_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cut_follows" ADD CONSTRAINT "cut_follows_followed_id_actors_id_fk" FOREIGN KEY ("followed_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cut_held" ADD CONSTRAINT "cut_held_held_id_held_id_fk" FOREIGN KEY ("held_id") REFERENCES "public"."held"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policy_entries" ADD CONSTRAINT "policy_entries_list_id_policy_lists_id_fk" FOREIGN KEY ("list_id") REFERENCES "public"."policy_lists"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipe_editors" ADD CONSTRAINT "recipe_editors_recipe_id_posts_id_fk" FOREIGN KEY ("recipe_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipe_editors" ADD CONSTRAINT "recipe_editors_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipe_sources" ADD CONSTRAINT "recipe_sources_recipe_id_posts_id_fk" FOREIGN KEY ("recipe_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipe_suggestions" ADD CONSTRAINT "recipe_suggestions_recipe_id_posts_id_fk" FOREIGN KEY ("recipe_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipe_suggestions" ADD CONSTRAINT "recipe_suggestions_reply_id_posts_id_fk" FOREIGN KEY ("reply_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipe_suggestions" ADD CONSTRAINT "recipe_suggestions_by_id_actors_id_fk" FOREIGN KEY ("by_id") REFERENCES "public"."actors"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipe_versions" ADD CONSTRAINT "recipe_versions_recipe_id_posts_id_fk" FOREIGN KEY ("recipe_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipe_versions" ADD CONSTRAINT "recipe_versions_by_id_actors_id_fk" FOREIGN KEY ("by_id") REFERENCES "public"."actors"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipes" ADD CONSTRAINT "recipes_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_steps" ADD CONSTRAINT "report_steps_report_id_reports_id_fk" FOREIGN KEY ("report_id") REFERENCES "public"."reports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "round_questions" ADD CONSTRAINT "round_questions_round_id_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."rounds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "round_questions" ADD CONSTRAINT "round_questions_question_id_posts_id_fk" FOREIGN KEY ("question_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "round_questions" ADD CONSTRAINT "round_questions_typed_by_id_actors_id_fk" FOREIGN KEY ("typed_by_id") REFERENCES "public"."actors"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "round_steps" ADD CONSTRAINT "round_steps_round_id_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."rounds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "round_steps" ADD CONSTRAINT "round_steps_by_id_actors_id_fk" FOREIGN KEY ("by_id") REFERENCES "public"."actors"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rounds" ADD CONSTRAINT "rounds_story_id_posts_id_fk" FOREIGN KEY ("story_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rounds" ADD CONSTRAINT "rounds_assignee_id_actors_id_fk" FOREIGN KEY ("assignee_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "autonomies" ADD CONSTRAINT "autonomies_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "buddy_checks" ADD CONSTRAINT "buddy_checks_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "buddy_checks" ADD CONSTRAINT "buddy_checks_buddy_id_actors_id_fk" FOREIGN KEY ("buddy_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "buddy_comments" ADD CONSTRAINT "buddy_comments_check_id_buddy_checks_id_fk" FOREIGN KEY ("check_id") REFERENCES "public"."buddy_checks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "first_stories" ADD CONSTRAINT "first_stories_author_id_actors_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "first_stories" ADD CONSTRAINT "first_stories_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "thanks" ADD CONSTRAINT "thanks_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "thanks" ADD CONSTRAINT "thanks_by_id_actors_id_fk" FOREIGN KEY ("by_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "account_actions_actor_idx" ON "account_actions" USING btree ("actor_id","id");--> statement-breakpoint
CREATE INDEX "account_actions_state_idx" ON "account_actions" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "account_actions_ends_idx" ON "account_actions" USING btree ("state","ends_at");--> statement-breakpoint
CREATE INDEX "account_actions_post_idx" ON "account_actions" USING btree ("post_id","id");--> statement-breakpoint
CREATE INDEX "appeals_state_idx" ON "appeals" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "adoption_steps_about_idx" ON "adoption_steps" USING btree ("about_uri","post_id");--> statement-breakpoint
CREATE INDEX "choices_until_idx" ON "choices" USING btree ("undo_until");--> statement-breakpoint
CREATE UNIQUE INDEX "community_posts_once" ON "community_posts" USING btree ("post_id","community_id");--> statement-breakpoint
CREATE INDEX "community_posts_list_idx" ON "community_posts" USING btree ("community_id","state","begins","post_id");--> statement-breakpoint
CREATE INDEX "community_roles_actor_idx" ON "community_roles" USING btree ("actor_id","role");--> statement-breakpoint
CREATE UNIQUE INDEX "controls_actor_once" ON "controls" USING btree ("owner_id","actor_id","kind");--> statement-breakpoint
CREATE UNIQUE INDEX "controls_host_once" ON "controls" USING btree ("owner_id","host","kind");--> statement-breakpoint
CREATE INDEX "controls_owner_idx" ON "controls" USING btree ("owner_id","kind","id");--> statement-breakpoint
CREATE INDEX "controls_ends_idx" ON "controls" USING btree ("ends_at");--> statement-breakpoint
CREATE UNIQUE INDEX "filters_once" ON "filters" USING btree ("owner_id","kind","words");--> statement-breakpoint
CREATE INDEX "filters_owner_idx" ON "filters" USING btree ("owner_id","id");--> statement-breakpoint
CREATE INDEX "filters_ends_idx" ON "filters" USING btree ("ends_at");--> statement-breakpoint
CREATE INDEX "drafts_author_idx" ON "drafts" USING btree ("author_id","closed_at","saved_at");--> statement-breakpoint
CREATE INDEX "drafts_post_idx" ON "drafts" USING btree ("post_id","author_id");--> statement-breakpoint
CREATE INDEX "drafts_closed_idx" ON "drafts" USING btree ("closed_at");--> statement-breakpoint
CREATE INDEX "legal_holds_lifted_idx" ON "legal_holds" USING btree ("lifted_at","id");--> statement-breakpoint
CREATE INDEX "legal_holds_target_idx" ON "legal_holds" USING btree ("target");--> statement-breakpoint
CREATE INDEX "preserved_uri_idx" ON "preserved" USING btree ("uri","id");--> statement-breakpoint
CREATE INDEX "preserved_author_idx" ON "preserved" USING btree ("author_uri","id");--> statement-breakpoint
CREATE INDEX "preserved_thread_idx" ON "preserved" USING btree ("thread_uri","id");--> statement-breakpoint
CREATE INDEX "preserved_holds_copy_idx" ON "preserved_holds" USING btree ("preserved_id");--> statement-breakpoint
CREATE UNIQUE INDEX "pins_once" ON "pins" USING btree ("actor_id","post_id");--> statement-breakpoint
CREATE INDEX "pins_actor_idx" ON "pins" USING btree ("actor_id","id");--> statement-breakpoint
CREATE INDEX "pins_post_idx" ON "pins" USING btree ("post_id");--> statement-breakpoint
CREATE INDEX "report_forwards_report_idx" ON "report_forwards" USING btree ("report_id","id");--> statement-breakpoint
CREATE INDEX "clips_media_idx" ON "clips" USING btree ("media_id");--> statement-breakpoint
CREATE INDEX "clips_poster_idx" ON "clips" USING btree ("poster_id");--> statement-breakpoint
CREATE INDEX "remote_media_used_idx" ON "remote_media" USING btree ("used_at");--> statement-breakpoint
CREATE INDEX "remote_media_file_idx" ON "remote_media" USING btree ("file");--> statement-breakpoint
CREATE INDEX "story_pictures_post_idx" ON "story_pictures" USING btree ("post_id","place");--> statement-breakpoint
CREATE INDEX "story_pictures_large_idx" ON "story_pictures" USING btree ("large_id");--> statement-breakpoint
CREATE INDEX "story_pictures_small_idx" ON "story_pictures" USING btree ("small_id");--> statement-breakpoint
CREATE INDEX "uploads_touched_idx" ON "uploads" USING btree ("touched_at");--> statement-breakpoint
CREATE INDEX "log_checkpoints_sequence_idx" ON "log_checkpoints" USING btree ("sequence");--> statement-breakpoint
CREATE INDEX "nomination_steps_idx" ON "nomination_steps" USING btree ("nomination_id","id");--> statement-breakpoint
CREATE INDEX "nominations_state_idx" ON "nominations" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "nominations_kind_idx" ON "nominations" USING btree ("state","kind","id");--> statement-breakpoint
CREATE INDEX "nominations_since_idx" ON "nominations" USING btree ("state","since_at");--> statement-breakpoint
CREATE INDEX "nominations_assignee_idx" ON "nominations" USING btree ("assignee_id","id");--> statement-breakpoint
CREATE INDEX "nominations_nominator_idx" ON "nominations" USING btree ("nominator_hash","id");--> statement-breakpoint
CREATE INDEX "nominations_post_idx" ON "nominations" USING btree ("post_id");--> statement-breakpoint
CREATE UNIQUE INDEX "offers_once" ON "offers" USING btree ("question_id","to_id");--> statement-breakpoint
CREATE INDEX "offers_to_idx" ON "offers" USING btree ("to_id","id");--> statement-breakpoint
CREATE INDEX "offers_via_idx" ON "offers" USING btree ("via_id");--> statement-breakpoint
CREATE UNIQUE INDEX "cut_follows_once" ON "cut_follows" USING btree ("follower_id","followed_id");--> statement-breakpoint
CREATE INDEX "cut_follows_followed_idx" ON "cut_follows" USING btree ("followed_id");--> statement-breakpoint
CREATE INDEX "cut_follows_host_idx" ON "cut_follows" USING btree ("host");--> statement-breakpoint
CREATE INDEX "cut_held_host_idx" ON "cut_held" USING btree ("host");--> statement-breakpoint
CREATE INDEX "policies_review_idx" ON "policies" USING btree ("review_at");--> statement-breakpoint
CREATE INDEX "policies_restorable_idx" ON "policies" USING btree ("restorable_until");--> statement-breakpoint
CREATE INDEX "policies_list_idx" ON "policies" USING btree ("list_id");--> statement-breakpoint
CREATE INDEX "policy_entries_state_idx" ON "policy_entries" USING btree ("list_id","state","host");--> statement-breakpoint
CREATE INDEX "policy_entries_host_idx" ON "policy_entries" USING btree ("host");--> statement-breakpoint
CREATE INDEX "policy_lists_next_idx" ON "policy_lists" USING btree ("next_at");--> statement-breakpoint
CREATE INDEX "vouches_host_idx" ON "vouches" USING btree ("host");--> statement-breakpoint
CREATE INDEX "proposals_state_idx" ON "proposals" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "proposals_target_idx" ON "proposals" USING btree ("kind","target","state");--> statement-breakpoint
CREATE INDEX "proposals_expires_idx" ON "proposals" USING btree ("state","expires_at");--> statement-breakpoint
CREATE INDEX "proposals_review_idx" ON "proposals" USING btree ("state","reviewed_at","review_by");--> statement-breakpoint
CREATE INDEX "recipe_editors_actor_idx" ON "recipe_editors" USING btree ("actor_id");--> statement-breakpoint
CREATE UNIQUE INDEX "recipe_sources_once" ON "recipe_sources" USING btree ("recipe_id","source_uri");--> statement-breakpoint
CREATE INDEX "recipe_sources_uri_idx" ON "recipe_sources" USING btree ("source_uri");--> statement-breakpoint
CREATE INDEX "recipe_sources_request_idx" ON "recipe_sources" USING btree ("request_uri");--> statement-breakpoint
CREATE INDEX "recipe_sources_authorization_idx" ON "recipe_sources" USING btree ("authorization_uri");--> statement-breakpoint
CREATE INDEX "recipe_suggestions_reply_idx" ON "recipe_suggestions" USING btree ("reply_id");--> statement-breakpoint
CREATE UNIQUE INDEX "recipe_versions_once" ON "recipe_versions" USING btree ("recipe_id","number");--> statement-breakpoint
CREATE INDEX "recipes_story_idx" ON "recipes" USING btree ("story_uri","post_id");--> statement-breakpoint
CREATE INDEX "report_steps_report_idx" ON "report_steps" USING btree ("report_id","id");--> statement-breakpoint
CREATE INDEX "round_questions_question_idx" ON "round_questions" USING btree ("question_id");--> statement-breakpoint
CREATE INDEX "round_steps_round_idx" ON "round_steps" USING btree ("round_id","id");--> statement-breakpoint
CREATE INDEX "rounds_story_idx" ON "rounds" USING btree ("story_id","state","id");--> statement-breakpoint
CREATE INDEX "rounds_state_idx" ON "rounds" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "rounds_assignee_idx" ON "rounds" USING btree ("assignee_id","state","id");--> statement-breakpoint
CREATE INDEX "rounds_due_idx" ON "rounds" USING btree ("state","due_at");--> statement-breakpoint
CREATE UNIQUE INDEX "inbox_log_once" ON "inbox_log" USING btree ("uri","path");--> statement-breakpoint
CREATE INDEX "inbox_log_actor_idx" ON "inbox_log" USING btree ("actor_uri","id");--> statement-breakpoint
CREATE INDEX "inbox_log_host_idx" ON "inbox_log" USING btree ("host","id");--> statement-breakpoint
CREATE INDEX "inbox_log_object_idx" ON "inbox_log" USING btree ("object_uri");--> statement-breakpoint
CREATE INDEX "rule_hits_rule_idx" ON "rule_hits" USING btree ("rule_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "rule_hits_once" ON "rule_hits" USING btree ("uri","rule_id","version","path");--> statement-breakpoint
CREATE INDEX "rules_position_idx" ON "rules" USING btree ("position");--> statement-breakpoint
CREATE INDEX "buddy_checks_post_idx" ON "buddy_checks" USING btree ("post_id","id");--> statement-breakpoint
CREATE INDEX "buddy_checks_buddy_idx" ON "buddy_checks" USING btree ("buddy_id","state","id");--> statement-breakpoint
CREATE INDEX "buddy_comments_check_idx" ON "buddy_comments" USING btree ("check_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "short_links_post" ON "short_links" USING btree ("post_id");--> statement-breakpoint
CREATE INDEX "media_post_idx" ON "media" USING btree ("post_id");--> statement-breakpoint
CREATE INDEX "media_file_idx" ON "media" USING btree ("file");--> statement-breakpoint
CREATE UNIQUE INDEX "decisions_sequence" ON "decisions" USING btree ("sequence");--> statement-breakpoint
CREATE INDEX "decisions_by_idx" ON "decisions" USING btree ("by_id","id");--> statement-breakpoint
CREATE INDEX "decisions_act_idx" ON "decisions" USING btree ("act","id");--> statement-breakpoint
CREATE INDEX "held_choice_idx" ON "held" USING btree ("choice_id","state","id");--> statement-breakpoint
CREATE INDEX "held_kept_idx" ON "held" USING btree ("kept_until");--> statement-breakpoint
CREATE INDEX "held_rule_idx" ON "held" USING btree ("state","rule","id");--> statement-breakpoint
CREATE INDEX "reports_target_idx" ON "reports" USING btree ("target_uri","id");--> statement-breakpoint
CREATE INDEX "reports_reporter_idx" ON "reports" USING btree ("reporter_uri","id");--> statement-breakpoint
CREATE INDEX "reports_assignee_idx" ON "reports" USING btree ("assignee_id","state","id");--> statement-breakpoint
CREATE INDEX "reports_category_idx" ON "reports" USING btree ("category","state","id");--> statement-breakpoint
CREATE INDEX "reports_number_idx" ON "reports" USING btree ("number");--> statement-breakpoint
CREATE INDEX "reports_closed_idx" ON "reports" USING btree ("closed_at");--> statement-breakpoint
CREATE INDEX "stories_based_idx" ON "stories" USING btree ("based_on_uri","post_id");--> statement-breakpoint
CREATE INDEX "stories_worth_idx" ON "stories" USING btree ("worth_at","post_id");--> statement-breakpoint
CREATE INDEX "stories_reviewed_idx" ON "stories" USING btree ("reviewed_at","post_id");