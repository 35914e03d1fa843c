CREATE TABLE "poll_votes" (
	"id" text PRIMARY KEY NOT NULL,
	"poll_id" text NOT NULL,
	"actor_id" text NOT NULL,
	"option" text NOT NULL,
	"slot" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tallies" (
	"poll_id" text PRIMARY KEY NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "approvals" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"post_id" text NOT NULL,
	"actor_id" text NOT NULL,
	"interacting_uri" text NOT NULL,
	"request_uri" text NOT NULL,
	"state" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quotes" (
	"post_id" text PRIMARY KEY NOT NULL,
	"quoted_uri" text NOT NULL,
	"request_uri" text,
	"authorization_uri" text,
	"state" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "policy" jsonb;--> statement-breakpoint
ALTER TABLE "poll_votes" ADD CONSTRAINT "poll_votes_poll_id_posts_id_fk" FOREIGN KEY ("poll_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "poll_votes" ADD CONSTRAINT "poll_votes_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tallies" ADD CONSTRAINT "tallies_poll_id_posts_id_fk" FOREIGN KEY ("poll_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_actor_id_actors_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quotes" ADD CONSTRAINT "quotes_post_id_posts_id_fk" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "poll_votes_once" ON "poll_votes" USING btree ("poll_id","actor_id","slot");--> statement-breakpoint
CREATE INDEX "poll_votes_actor_idx" ON "poll_votes" USING btree ("actor_id");--> statement-breakpoint
CREATE UNIQUE INDEX "approvals_once" ON "approvals" USING btree ("post_id","kind","interacting_uri");--> statement-breakpoint
CREATE INDEX "approvals_actor_idx" ON "approvals" USING btree ("actor_id");--> statement-breakpoint
CREATE INDEX "quotes_quoted_idx" ON "quotes" USING btree ("quoted_uri");--> statement-breakpoint
CREATE INDEX "quotes_request_idx" ON "quotes" USING btree ("request_uri");--> statement-breakpoint
CREATE INDEX "quotes_authorization_idx" ON "quotes" USING btree ("authorization_uri");--> statement-breakpoint
CREATE INDEX "posts_local_idx" ON "posts" USING btree ("local","kind","audience","id");