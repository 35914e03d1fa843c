CREATE TABLE "actor_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"actor_id" text NOT NULL,
	"algorithm" text NOT NULL,
	"public_key" jsonb NOT NULL,
	"private_key" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "actors" (
	"id" text PRIMARY KEY NOT NULL,
	"uri" text NOT NULL,
	"url" text NOT NULL,
	"type" text NOT NULL,
	"local" boolean DEFAULT false NOT NULL,
	"username" text NOT NULL,
	"host" text NOT NULL,
	"name" text NOT NULL,
	"summary" text DEFAULT '' NOT NULL,
	"profile" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"fields" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"inbox" text NOT NULL,
	"shared_inbox" text,
	"outbox" text,
	"followers_uri" text,
	"featured_uri" text,
	"icon_url" text,
	"avatar_id" text,
	"also_known_as" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"moved_to" text,
	"locked" boolean DEFAULT false NOT NULL,
	"discoverable" boolean DEFAULT true NOT NULL,
	"public_keys" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"trust" text,
	"blocked" boolean DEFAULT false NOT NULL,
	"follower_count" integer DEFAULT 0 NOT NULL,
	"following_count" integer DEFAULT 0 NOT NULL,
	"fetched_at" timestamp (3) with time zone,
	"deleted_at" timestamp (3) with time zone,
	"published_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "actors_uri_unique" UNIQUE("uri")
);
--> statement-breakpoint
CREATE TABLE "councils" (
	"gss" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"region" text
);
--> statement-breakpoint
CREATE TABLE "services" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"uri" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"name" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "events" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"actor_id" text,
	"subject_id" text NOT NULL,
	"ids" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "activities" (
	"id" text PRIMARY KEY NOT NULL,
	"uri" text NOT NULL,
	"actor_id" text NOT NULL,
	"type" text NOT NULL,
	"object_uri" text,
	"open" boolean NOT NULL,
	"document" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "activities_uri_unique" UNIQUE("uri")
);
--> statement-breakpoint
CREATE TABLE "memories" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"expires_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "received" (
	"uri" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "follows" (
	"id" text PRIMARY KEY NOT NULL,
	"follower_id" text NOT NULL,
	"followed_id" text NOT NULL,
	"uri" text NOT NULL,
	"state" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "interests" (
	"id" text PRIMARY KEY NOT NULL,
	"actor_id" text NOT NULL,
	"post_id" text NOT NULL,
	"kind" text NOT NULL,
	"emoji" text DEFAULT '' NOT NULL,
	"uri" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"id" text PRIMARY KEY NOT NULL,
	"queue" text NOT NULL,
	"lane" text NOT NULL,
	"body" text NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"leased_by" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"fault" text,
	"dead_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "media" (
	"id" text PRIMARY KEY NOT NULL,
	"file" text NOT NULL,
	"media_type" text NOT NULL,
	"width" integer NOT NULL,
	"height" integer NOT NULL,
	"bytes" integer NOT NULL,
	"alt" text DEFAULT '' NOT NULL,
	"owner_id" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "api_tokens" (
	"id" text PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"member_id" text NOT NULL,
	"name" text NOT NULL,
	"scopes" jsonb NOT NULL,
	"used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "api_tokens_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "members" (
	"id" text PRIMARY KEY NOT NULL,
	"actor_id" text NOT NULL,
	"email" text NOT NULL,
	"role" text NOT NULL,
	"disabled_at" timestamp (3) with time zone,
	"seen_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "members_actor_id_unique" UNIQUE("actor_id"),
	CONSTRAINT "members_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"hash" text PRIMARY KEY NOT NULL,
	"member_id" text NOT NULL,
	"csrf" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_in_links" (
	"hash" text PRIMARY KEY NOT NULL,
	"member_id" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "decisions" (
	"id" text PRIMARY KEY NOT NULL,
	"by_id" text,
	"act" text NOT NULL,
	"target" text NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "held" (
	"id" text PRIMARY KEY NOT NULL,
	"uri" text NOT NULL,
	"type" text NOT NULL,
	"actor_uri" text NOT NULL,
	"host" text NOT NULL,
	"object_uri" text,
	"path" text NOT NULL,
	"activity" jsonb,
	"summary" text NOT NULL,
	"about_uri" text,
	"reason" text NOT NULL,
	"rule" text NOT NULL,
	"matched" text,
	"state" text NOT NULL,
	"decided_at" timestamp (3) with time zone,
	"decided_by" text,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "instances" (
	"host" text PRIMARY KEY NOT NULL,
	"trust" text DEFAULT 'unknown' NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"software" text,
	"name" text,
	"described_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reports" (
	"id" text PRIMARY KEY NOT NULL,
	"reporter_uri" text,
	"target_uri" text NOT NULL,
	"objects" jsonb NOT NULL,
	"words" text NOT NULL,
	"category" text DEFAULT 'other' NOT NULL,
	"state" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notifications" (
	"id" text PRIMARY KEY NOT NULL,
	"to_id" text NOT NULL,
	"kind" text NOT NULL,
	"by_id" text NOT NULL,
	"post_id" text,
	"once" text NOT NULL,
	"read_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mentions" (
	"post_id" text NOT NULL,
	"actor_id" text NOT NULL,
	CONSTRAINT "mentions_post_id_actor_id_pk" PRIMARY KEY("post_id","actor_id")
);
--> statement-breakpoint
CREATE TABLE "post_topics" (
	"topic" text NOT NULL,
	"post_id" text NOT NULL,
	CONSTRAINT "post_topics_topic_post_id_pk" PRIMARY KEY("topic","post_id")
);
--> statement-breakpoint
CREATE TABLE "posts" (
	"id" text PRIMARY KEY NOT NULL,
	"uri" text NOT NULL,
	"url" text NOT NULL,
	"kind" text NOT NULL,
	"local" boolean DEFAULT false NOT NULL,
	"author_id" text NOT NULL,
	"title" text,
	"summary" text,
	"markdown" text,
	"html" text NOT NULL,
	"language" text,
	"warning" text,
	"sensitive" boolean DEFAULT false NOT NULL,
	"in_reply_to" text,
	"parent_id" text,
	"thread_id" text NOT NULL,
	"context_uri" text,
	"audience" text NOT NULL,
	"visibility" text NOT NULL,
	"topics" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"attachments" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"happening" jsonb,
	"poll" jsonb,
	"like_count" integer DEFAULT 0 NOT NULL,
	"like_elsewhere_count" integer DEFAULT 0 NOT NULL,
	"share_count" integer DEFAULT 0 NOT NULL,
	"reply_count" integer DEFAULT 0 NOT NULL,
	"published_at" timestamp (3) with time zone,
	"edited_at" timestamp (3) with time zone,
	"withdrawn_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "posts_uri_unique" UNIQUE("uri")
);
--> statement-breakpoint
CREATE TABLE "accepted_answers" (
	"question_id" text NOT NULL,
	"answer_id" text NOT NULL,
	"accepted_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "accepted_answers_question_id_answer_id_pk" PRIMARY KEY("question_id","answer_id")
);
--> statement-breakpoint
CREATE TABLE "questions" (
	"post_id" text PRIMARY KEY NOT NULL,
	"about_uri" text,
	"answered" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "search_pages" (
	"row" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "search_pages_row_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"id" text NOT NULL,
	"title" text NOT NULL,
	"body" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "stories" (
	"post_id" text PRIMARY KEY NOT NULL,
	"went_well" text,
	"went_badly" text,
	"went_well_html" text NOT NULL,
	"went_badly_html" text NOT NULL,
	"told_badly" boolean NOT NULL,
	"state" text,
	"cost" text,
	"saving" text,
	"evidence" text,
	"service_id" text,
	"service_name" text,
	"place" text,
	"contact" text,
	"based_on_uri" text,
	"reviewed_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "actor_keys" ADD CONSTRAINT "actor_keys_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "activities" ADD CONSTRAINT "activities_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follows" ADD CONSTRAINT "follows_follower_id_actors_id_fk" FOREIGN KEY ("follower_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follows" ADD CONSTRAINT "follows_followed_id_actors_id_fk" FOREIGN KEY ("followed_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "interests" ADD CONSTRAINT "interests_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "interests" ADD CONSTRAINT "interests_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_in_links" ADD CONSTRAINT "sign_in_links_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_to_id_actors_id_fk" FOREIGN KEY ("to_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_by_id_actors_id_fk" FOREIGN KEY ("by_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mentions" ADD CONSTRAINT "mentions_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mentions" ADD CONSTRAINT "mentions_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "post_topics" ADD CONSTRAINT "post_topics_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_author_id_actors_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accepted_answers" ADD CONSTRAINT "accepted_answers_question_id_posts_id_fk" FOREIGN KEY ("question_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accepted_answers" ADD CONSTRAINT "accepted_answers_answer_id_posts_id_fk" FOREIGN KEY ("answer_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accepted_answers" ADD CONSTRAINT "accepted_answers_accepted_by_actors_id_fk" FOREIGN KEY ("accepted_by") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "questions" ADD CONSTRAINT "questions_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stories" ADD CONSTRAINT "stories_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "actor_keys_actor_idx" ON "actor_keys" USING btree ("actor_id");--> statement-breakpoint
CREATE INDEX "actors_handle_idx" ON "actors" USING btree ("host","username");--> statement-breakpoint
CREATE INDEX "actors_local_idx" ON "actors" USING btree ("local","type","id");--> statement-breakpoint
CREATE UNIQUE INDEX "actors_local_username" ON "actors" USING btree ("username") WHERE local;--> statement-breakpoint
CREATE INDEX "councils_name_idx" ON "councils" USING btree ("name");--> statement-breakpoint
CREATE INDEX "services_name_idx" ON "services" USING btree ("name");--> statement-breakpoint
CREATE INDEX "events_subject_idx" ON "events" USING btree ("subject_id","id");--> statement-breakpoint
CREATE INDEX "events_kind_idx" ON "events" USING btree ("kind","id");--> statement-breakpoint
CREATE INDEX "activities_outbox_idx" ON "activities" USING btree ("actor_id","open","id");--> statement-breakpoint
CREATE INDEX "activities_object_idx" ON "activities" USING btree ("object_uri","id");--> statement-breakpoint
CREATE INDEX "memories_expires_idx" ON "memories" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "received_created_idx" ON "received" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "follows_once" ON "follows" USING btree ("follower_id","followed_id");--> statement-breakpoint
CREATE INDEX "follows_followed_idx" ON "follows" USING btree ("followed_id","state","id");--> statement-breakpoint
CREATE INDEX "follows_follower_idx" ON "follows" USING btree ("follower_id","state","id");--> statement-breakpoint
CREATE INDEX "follows_uri_idx" ON "follows" USING btree ("uri");--> statement-breakpoint
CREATE UNIQUE INDEX "interests_once" ON "interests" USING btree ("actor_id","post_id","kind","emoji");--> statement-breakpoint
CREATE INDEX "interests_post_idx" ON "interests" USING btree ("post_id","kind","id");--> statement-breakpoint
CREATE INDEX "interests_actor_idx" ON "interests" USING btree ("actor_id","kind","id");--> statement-breakpoint
CREATE INDEX "interests_uri_idx" ON "interests" USING btree ("uri");--> statement-breakpoint
CREATE INDEX "jobs_due_idx" ON "jobs" USING btree ("queue","dead_at","due_at","id");--> statement-breakpoint
CREATE INDEX "jobs_lane_idx" ON "jobs" USING btree ("queue","lane","id");--> statement-breakpoint
CREATE INDEX "jobs_dead_idx" ON "jobs" USING btree ("dead_at");--> statement-breakpoint
CREATE INDEX "media_owner_idx" ON "media" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "api_tokens_member_idx" ON "api_tokens" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "sessions_member_idx" ON "sessions" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "sessions_expires_idx" ON "sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "sign_in_links_member_idx" ON "sign_in_links" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "sign_in_links_expires_idx" ON "sign_in_links" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "decisions_target_idx" ON "decisions" USING btree ("target","id");--> statement-breakpoint
CREATE UNIQUE INDEX "held_once" ON "held" USING btree ("uri","path");--> statement-breakpoint
CREATE INDEX "held_state_idx" ON "held" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "held_actor_idx" ON "held" USING btree ("actor_uri","state","id");--> statement-breakpoint
CREATE INDEX "held_host_idx" ON "held" USING btree ("host","state","id");--> statement-breakpoint
CREATE INDEX "held_object_idx" ON "held" USING btree ("object_uri");--> statement-breakpoint
CREATE INDEX "held_expires_idx" ON "held" USING btree ("state","expires_at");--> statement-breakpoint
CREATE INDEX "instances_trust_idx" ON "instances" USING btree ("trust","host");--> statement-breakpoint
CREATE INDEX "reports_state_idx" ON "reports" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "reports_pair_idx" ON "reports" USING btree ("target_uri","reporter_uri","state");--> statement-breakpoint
CREATE UNIQUE INDEX "notifications_once" ON "notifications" USING btree ("to_id","once");--> statement-breakpoint
CREATE INDEX "notifications_to_idx" ON "notifications" USING btree ("to_id","id");--> statement-breakpoint
CREATE INDEX "mentions_actor_idx" ON "mentions" USING btree ("actor_id","post_id");--> statement-breakpoint
CREATE INDEX "post_topics_post_idx" ON "post_topics" USING btree ("post_id");--> statement-breakpoint
CREATE INDEX "posts_kind_idx" ON "posts" USING btree ("kind","audience","id");--> statement-breakpoint
CREATE INDEX "posts_author_idx" ON "posts" USING btree ("author_id","audience","id");--> statement-breakpoint
CREATE INDEX "posts_thread_idx" ON "posts" USING btree ("thread_id","id");--> statement-breakpoint
CREATE INDEX "posts_parent_idx" ON "posts" USING btree ("parent_id","id");--> statement-breakpoint
CREATE INDEX "posts_waiting_idx" ON "posts" USING btree ("in_reply_to");--> statement-breakpoint
CREATE INDEX "accepted_answers_answer_idx" ON "accepted_answers" USING btree ("answer_id");--> statement-breakpoint
CREATE INDEX "questions_answered_idx" ON "questions" USING btree ("answered","post_id");--> statement-breakpoint
CREATE INDEX "questions_about_idx" ON "questions" USING btree ("about_uri","post_id");--> statement-breakpoint
CREATE UNIQUE INDEX "search_pages_key" ON "search_pages" USING btree ("id");--> statement-breakpoint
CREATE INDEX "search_pages_kind_idx" ON "search_pages" USING btree ("kind","id");--> statement-breakpoint
CREATE INDEX "stories_badly_idx" ON "stories" USING btree ("told_badly","post_id");--> statement-breakpoint
CREATE INDEX "stories_state_idx" ON "stories" USING btree ("state","post_id");