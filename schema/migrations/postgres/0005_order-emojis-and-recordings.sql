CREATE TABLE "post_emojis" (
	"post_id" text PRIMARY KEY NOT NULL,
	"emojis" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "nomination_media" (
	"id" text PRIMARY KEY NOT NULL,
	"nomination_id" text NOT NULL,
	"kind" text NOT NULL,
	"media_id" text NOT NULL,
	"small_id" text,
	"alt" text NOT NULL,
	"milliseconds" integer,
	"video_codec" text,
	"audio_codec" text,
	"upload_id" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "community_posts_list_idx";--> statement-breakpoint
DROP INDEX "posts_kind_idx";--> statement-breakpoint
DROP INDEX "posts_local_idx";--> statement-breakpoint
DROP INDEX "posts_author_idx";--> statement-breakpoint
DROP INDEX "posts_thread_idx";--> statement-breakpoint
DROP INDEX "posts_parent_idx";--> statement-breakpoint
DROP INDEX "questions_answered_idx";--> statement-breakpoint
DROP INDEX "stories_based_idx";--> statement-breakpoint
ALTER TABLE "actors" ADD COLUMN "handle_host" text;--> statement-breakpoint
ALTER TABLE "actors" ADD COLUMN "emojis" jsonb;--> statement-breakpoint
ALTER TABLE "actors" ADD COLUMN "suspended" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "actors" ADD COLUMN "memorial" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "community_posts" ADD COLUMN "placed" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "legal_holds" ADD COLUMN "reminded_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "activities" ADD COLUMN "carried" text;--> statement-breakpoint
ALTER TABLE "interests" ADD COLUMN "emoji_url" text;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "nomination_id" text;--> statement-breakpoint
ALTER TABLE "held" ADD COLUMN "sent" text;--> statement-breakpoint
ALTER TABLE "nominations" ADD COLUMN "reads_first" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "nominations" ADD COLUMN "read_asked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "nominations" ADD COLUMN "read_answer" text;--> statement-breakpoint
ALTER TABLE "nominations" ADD COLUMN "read_answered_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "nominations" ADD COLUMN "read_words" text;--> statement-breakpoint
ALTER TABLE "nominations" ADD COLUMN "reworded_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "nominations" ADD COLUMN "told_words" text;--> statement-breakpoint
ALTER TABLE "post_topics" ADD COLUMN "placed" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "placed" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "questions" ADD COLUMN "placed" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "stories" ADD COLUMN "placed" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "post_emojis" ADD CONSTRAINT "post_emojis_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nomination_media" ADD CONSTRAINT "nomination_media_nomination_id_nominations_id_fk" FOREIGN KEY ("nomination_id") REFERENCES "public"."nominations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "nomination_media_idx" ON "nomination_media" USING btree ("nomination_id","id");--> statement-breakpoint
CREATE INDEX "nomination_media_media_idx" ON "nomination_media" USING btree ("media_id");--> statement-breakpoint
CREATE INDEX "nomination_media_small_idx" ON "nomination_media" USING btree ("small_id");--> statement-breakpoint
CREATE INDEX "actors_handle_host_idx" ON "actors" USING btree ("handle_host","username") WHERE handle_host is not null;--> statement-breakpoint
CREATE INDEX "legal_holds_review_idx" ON "legal_holds" USING btree ("lifted_at","review_at");--> statement-breakpoint
CREATE INDEX "jobs_given_up_idx" ON "jobs" USING btree ("id") WHERE dead_at is not null;--> statement-breakpoint
CREATE INDEX "held_state_host_idx" ON "held" USING btree ("state","host");--> statement-breakpoint
CREATE INDEX "held_state_actor_idx" ON "held" USING btree ("state","actor_uri");--> statement-breakpoint
CREATE INDEX "nominations_reworded_idx" ON "nominations" USING btree ("reworded_at");--> statement-breakpoint
CREATE INDEX "post_topics_placed_idx" ON "post_topics" USING btree ("topic","placed");--> statement-breakpoint
CREATE INDEX "posts_placed_idx" ON "posts" USING btree ("placed");--> statement-breakpoint
CREATE INDEX "community_posts_list_idx" ON "community_posts" USING btree ("community_id","state","begins","placed");--> statement-breakpoint
CREATE INDEX "posts_kind_idx" ON "posts" USING btree ("kind","audience","placed");--> statement-breakpoint
CREATE INDEX "posts_local_idx" ON "posts" USING btree ("local","kind","audience","placed");--> statement-breakpoint
CREATE INDEX "posts_author_idx" ON "posts" USING btree ("author_id","audience","placed");--> statement-breakpoint
CREATE INDEX "posts_thread_idx" ON "posts" USING btree ("thread_id","placed");--> statement-breakpoint
CREATE INDEX "posts_parent_idx" ON "posts" USING btree ("parent_id","placed");--> statement-breakpoint
CREATE INDEX "questions_answered_idx" ON "questions" USING btree ("answered","placed");--> statement-breakpoint
CREATE INDEX "stories_based_idx" ON "stories" USING btree ("based_on_uri","placed");