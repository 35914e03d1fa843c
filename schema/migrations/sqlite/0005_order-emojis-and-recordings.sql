CREATE TABLE `post_emojis` (
	`post_id` text PRIMARY KEY NOT NULL,
	`emojis` text NOT NULL,
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `nomination_media` (
	`id` text PRIMARY KEY NOT NULL,
	`nomination_id` text NOT NULL,
	`kind` text NOT NULL,
	`media_id` text NOT NULL,
	`small_id` text,
	`alt` text NOT NULL,
	`milliseconds` integer,
	`video_codec` text,
	`audio_codec` text,
	`upload_id` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`nomination_id`) REFERENCES `nominations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `nomination_media_idx` ON `nomination_media` (`nomination_id`,`id`);--> statement-breakpoint
CREATE INDEX `nomination_media_media_idx` ON `nomination_media` (`media_id`);--> statement-breakpoint
CREATE INDEX `nomination_media_small_idx` ON `nomination_media` (`small_id`);--> statement-breakpoint
DROP INDEX `community_posts_list_idx`;--> statement-breakpoint
ALTER TABLE `community_posts` ADD `placed` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX `community_posts_list_idx` ON `community_posts` (`community_id`,`state`,`begins`,`placed`);--> statement-breakpoint
DROP INDEX `posts_kind_idx`;--> statement-breakpoint
DROP INDEX `posts_local_idx`;--> statement-breakpoint
DROP INDEX `posts_author_idx`;--> statement-breakpoint
DROP INDEX `posts_thread_idx`;--> statement-breakpoint
DROP INDEX `posts_parent_idx`;--> statement-breakpoint
ALTER TABLE `posts` ADD `placed` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX `posts_placed_idx` ON `posts` (`placed`);--> statement-breakpoint
CREATE INDEX `posts_kind_idx` ON `posts` (`kind`,`audience`,`placed`);--> statement-breakpoint
CREATE INDEX `posts_local_idx` ON `posts` (`local`,`kind`,`audience`,`placed`);--> statement-breakpoint
CREATE INDEX `posts_author_idx` ON `posts` (`author_id`,`audience`,`placed`);--> statement-breakpoint
CREATE INDEX `posts_thread_idx` ON `posts` (`thread_id`,`placed`);--> statement-breakpoint
CREATE INDEX `posts_parent_idx` ON `posts` (`parent_id`,`placed`);--> statement-breakpoint
DROP INDEX `questions_answered_idx`;--> statement-breakpoint
ALTER TABLE `questions` ADD `placed` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX `questions_answered_idx` ON `questions` (`answered`,`placed`);--> statement-breakpoint
DROP INDEX `stories_based_idx`;--> statement-breakpoint
ALTER TABLE `stories` ADD `placed` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX `stories_based_idx` ON `stories` (`based_on_uri`,`placed`);--> statement-breakpoint
ALTER TABLE `actors` ADD `handle_host` text;--> statement-breakpoint
ALTER TABLE `actors` ADD `emojis` text;--> statement-breakpoint
ALTER TABLE `actors` ADD `suspended` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `actors` ADD `memorial` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `actors_handle_host_idx` ON `actors` (`handle_host`,`username`) WHERE handle_host is not null;--> statement-breakpoint
ALTER TABLE `legal_holds` ADD `reminded_at` integer;--> statement-breakpoint
CREATE INDEX `legal_holds_review_idx` ON `legal_holds` (`lifted_at`,`review_at`);--> statement-breakpoint
ALTER TABLE `activities` ADD `carried` text;--> statement-breakpoint
ALTER TABLE `interests` ADD `emoji_url` text;--> statement-breakpoint
ALTER TABLE `media` ADD `nomination_id` text;--> statement-breakpoint
ALTER TABLE `held` ADD `sent` text;--> statement-breakpoint
CREATE INDEX `held_state_host_idx` ON `held` (`state`,`host`);--> statement-breakpoint
CREATE INDEX `held_state_actor_idx` ON `held` (`state`,`actor_uri`);--> statement-breakpoint
ALTER TABLE `nominations` ADD `reads_first` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `nominations` ADD `read_asked_at` integer;--> statement-breakpoint
ALTER TABLE `nominations` ADD `read_answer` text;--> statement-breakpoint
ALTER TABLE `nominations` ADD `read_answered_at` integer;--> statement-breakpoint
ALTER TABLE `nominations` ADD `read_words` text;--> statement-breakpoint
ALTER TABLE `nominations` ADD `reworded_at` integer;--> statement-breakpoint
ALTER TABLE `nominations` ADD `told_words` text;--> statement-breakpoint
CREATE INDEX `nominations_reworded_idx` ON `nominations` (`reworded_at`);--> statement-breakpoint
ALTER TABLE `post_topics` ADD `placed` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX `post_topics_placed_idx` ON `post_topics` (`topic`,`placed`);--> statement-breakpoint
CREATE INDEX `jobs_given_up_idx` ON `jobs` (`id`) WHERE dead_at is not null;