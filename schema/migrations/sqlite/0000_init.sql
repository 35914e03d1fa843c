CREATE TABLE `actor_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`actor_id` text NOT NULL,
	`algorithm` text NOT NULL,
	`public_key` text NOT NULL,
	`private_key` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`actor_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `actor_keys_actor_idx` ON `actor_keys` (`actor_id`);--> statement-breakpoint
CREATE TABLE `actors` (
	`id` text PRIMARY KEY NOT NULL,
	`uri` text NOT NULL,
	`url` text NOT NULL,
	`type` text NOT NULL,
	`local` integer DEFAULT false NOT NULL,
	`username` text NOT NULL,
	`host` text NOT NULL,
	`name` text NOT NULL,
	`summary` text DEFAULT '' NOT NULL,
	`profile` text DEFAULT '{}' NOT NULL,
	`fields` text DEFAULT '[]' NOT NULL,
	`inbox` text NOT NULL,
	`shared_inbox` text,
	`outbox` text,
	`followers_uri` text,
	`featured_uri` text,
	`icon_url` text,
	`avatar_id` text,
	`also_known_as` text DEFAULT '[]' NOT NULL,
	`moved_to` text,
	`locked` integer DEFAULT false NOT NULL,
	`discoverable` integer DEFAULT true NOT NULL,
	`public_keys` text DEFAULT '[]' NOT NULL,
	`trust` text,
	`blocked` integer DEFAULT false NOT NULL,
	`follower_count` integer DEFAULT 0 NOT NULL,
	`following_count` integer DEFAULT 0 NOT NULL,
	`fetched_at` integer,
	`deleted_at` integer,
	`published_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `actors_uri_unique` ON `actors` (`uri`);--> statement-breakpoint
CREATE INDEX `actors_handle_idx` ON `actors` (`host`,`username`);--> statement-breakpoint
CREATE INDEX `actors_local_idx` ON `actors` (`local`,`type`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `actors_local_username` ON `actors` (`username`) WHERE local;--> statement-breakpoint
CREATE TABLE `councils` (
	`gss` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`type` text NOT NULL,
	`region` text
);
--> statement-breakpoint
CREATE INDEX `councils_name_idx` ON `councils` (`name`);--> statement-breakpoint
CREATE TABLE `services` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`uri` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `services_name_idx` ON `services` (`name`);--> statement-breakpoint
CREATE TABLE `settings` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`changed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `events` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`actor_id` text,
	`subject_id` text NOT NULL,
	`ids` text DEFAULT '{}' NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `events_subject_idx` ON `events` (`subject_id`,`id`);--> statement-breakpoint
CREATE INDEX `events_kind_idx` ON `events` (`kind`,`id`);--> statement-breakpoint
CREATE TABLE `activities` (
	`id` text PRIMARY KEY NOT NULL,
	`uri` text NOT NULL,
	`actor_id` text NOT NULL,
	`type` text NOT NULL,
	`object_uri` text,
	`open` integer NOT NULL,
	`document` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`actor_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `activities_uri_unique` ON `activities` (`uri`);--> statement-breakpoint
CREATE INDEX `activities_outbox_idx` ON `activities` (`actor_id`,`open`,`id`);--> statement-breakpoint
CREATE INDEX `activities_object_idx` ON `activities` (`object_uri`,`id`);--> statement-breakpoint
CREATE TABLE `memories` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`expires_at` integer
);
--> statement-breakpoint
CREATE INDEX `memories_expires_idx` ON `memories` (`expires_at`);--> statement-breakpoint
CREATE TABLE `received` (
	`uri` text PRIMARY KEY NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `received_created_idx` ON `received` (`created_at`);--> statement-breakpoint
CREATE TABLE `follows` (
	`id` text PRIMARY KEY NOT NULL,
	`follower_id` text NOT NULL,
	`followed_id` text NOT NULL,
	`uri` text NOT NULL,
	`state` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`follower_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`followed_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `follows_once` ON `follows` (`follower_id`,`followed_id`);--> statement-breakpoint
CREATE INDEX `follows_followed_idx` ON `follows` (`followed_id`,`state`,`id`);--> statement-breakpoint
CREATE INDEX `follows_follower_idx` ON `follows` (`follower_id`,`state`,`id`);--> statement-breakpoint
CREATE INDEX `follows_uri_idx` ON `follows` (`uri`);--> statement-breakpoint
CREATE TABLE `interests` (
	`id` text PRIMARY KEY NOT NULL,
	`actor_id` text NOT NULL,
	`post_id` text NOT NULL,
	`kind` text NOT NULL,
	`emoji` text DEFAULT '' NOT NULL,
	`uri` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`actor_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `interests_once` ON `interests` (`actor_id`,`post_id`,`kind`,`emoji`);--> statement-breakpoint
CREATE INDEX `interests_post_idx` ON `interests` (`post_id`,`kind`,`id`);--> statement-breakpoint
CREATE INDEX `interests_actor_idx` ON `interests` (`actor_id`,`kind`,`id`);--> statement-breakpoint
CREATE INDEX `interests_uri_idx` ON `interests` (`uri`);--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`queue` text NOT NULL,
	`lane` text NOT NULL,
	`body` text NOT NULL,
	`due_at` integer NOT NULL,
	`leased_by` text,
	`attempts` integer DEFAULT 0 NOT NULL,
	`fault` text,
	`dead_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `jobs_due_idx` ON `jobs` (`queue`,`dead_at`,`due_at`,`id`);--> statement-breakpoint
CREATE INDEX `jobs_lane_idx` ON `jobs` (`queue`,`lane`,`id`);--> statement-breakpoint
CREATE INDEX `jobs_dead_idx` ON `jobs` (`dead_at`);--> statement-breakpoint
CREATE TABLE `media` (
	`id` text PRIMARY KEY NOT NULL,
	`file` text NOT NULL,
	`media_type` text NOT NULL,
	`width` integer NOT NULL,
	`height` integer NOT NULL,
	`bytes` integer NOT NULL,
	`alt` text DEFAULT '' NOT NULL,
	`owner_id` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `media_owner_idx` ON `media` (`owner_id`);--> statement-breakpoint
CREATE TABLE `api_tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`hash` text NOT NULL,
	`member_id` text NOT NULL,
	`name` text NOT NULL,
	`scopes` text NOT NULL,
	`used_at` integer,
	`revoked_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`member_id`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_tokens_hash_unique` ON `api_tokens` (`hash`);--> statement-breakpoint
CREATE INDEX `api_tokens_member_idx` ON `api_tokens` (`member_id`);--> statement-breakpoint
CREATE TABLE `members` (
	`id` text PRIMARY KEY NOT NULL,
	`actor_id` text NOT NULL,
	`email` text NOT NULL,
	`role` text NOT NULL,
	`disabled_at` integer,
	`seen_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`actor_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `members_actor_id_unique` ON `members` (`actor_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `members_email_unique` ON `members` (`email`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`hash` text PRIMARY KEY NOT NULL,
	`member_id` text NOT NULL,
	`csrf` text NOT NULL,
	`expires_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`member_id`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `sessions_member_idx` ON `sessions` (`member_id`);--> statement-breakpoint
CREATE INDEX `sessions_expires_idx` ON `sessions` (`expires_at`);--> statement-breakpoint
CREATE TABLE `sign_in_links` (
	`hash` text PRIMARY KEY NOT NULL,
	`member_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`member_id`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `sign_in_links_member_idx` ON `sign_in_links` (`member_id`);--> statement-breakpoint
CREATE INDEX `sign_in_links_expires_idx` ON `sign_in_links` (`expires_at`);--> statement-breakpoint
CREATE TABLE `decisions` (
	`id` text PRIMARY KEY NOT NULL,
	`by_id` text,
	`act` text NOT NULL,
	`target` text NOT NULL,
	`reason` text DEFAULT '' NOT NULL,
	`detail` text DEFAULT '{}' NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `decisions_target_idx` ON `decisions` (`target`,`id`);--> statement-breakpoint
CREATE TABLE `held` (
	`id` text PRIMARY KEY NOT NULL,
	`uri` text NOT NULL,
	`type` text NOT NULL,
	`actor_uri` text NOT NULL,
	`host` text NOT NULL,
	`object_uri` text,
	`path` text NOT NULL,
	`activity` text,
	`summary` text NOT NULL,
	`about_uri` text,
	`reason` text NOT NULL,
	`rule` text NOT NULL,
	`matched` text,
	`state` text NOT NULL,
	`decided_at` integer,
	`decided_by` text,
	`expires_at` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `held_once` ON `held` (`uri`,`path`);--> statement-breakpoint
CREATE INDEX `held_state_idx` ON `held` (`state`,`id`);--> statement-breakpoint
CREATE INDEX `held_actor_idx` ON `held` (`actor_uri`,`state`,`id`);--> statement-breakpoint
CREATE INDEX `held_host_idx` ON `held` (`host`,`state`,`id`);--> statement-breakpoint
CREATE INDEX `held_object_idx` ON `held` (`object_uri`);--> statement-breakpoint
CREATE INDEX `held_expires_idx` ON `held` (`state`,`expires_at`);--> statement-breakpoint
CREATE TABLE `instances` (
	`host` text PRIMARY KEY NOT NULL,
	`trust` text DEFAULT 'unknown' NOT NULL,
	`reason` text DEFAULT '' NOT NULL,
	`software` text,
	`name` text,
	`described_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `instances_trust_idx` ON `instances` (`trust`,`host`);--> statement-breakpoint
CREATE TABLE `reports` (
	`id` text PRIMARY KEY NOT NULL,
	`reporter_uri` text,
	`target_uri` text NOT NULL,
	`objects` text NOT NULL,
	`words` text NOT NULL,
	`category` text DEFAULT 'other' NOT NULL,
	`state` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `reports_state_idx` ON `reports` (`state`,`id`);--> statement-breakpoint
CREATE INDEX `reports_pair_idx` ON `reports` (`target_uri`,`reporter_uri`,`state`);--> statement-breakpoint
CREATE TABLE `notifications` (
	`id` text PRIMARY KEY NOT NULL,
	`to_id` text NOT NULL,
	`kind` text NOT NULL,
	`by_id` text NOT NULL,
	`post_id` text,
	`once` text NOT NULL,
	`read_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`to_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`by_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `notifications_once` ON `notifications` (`to_id`,`once`);--> statement-breakpoint
CREATE INDEX `notifications_to_idx` ON `notifications` (`to_id`,`id`);--> statement-breakpoint
CREATE TABLE `mentions` (
	`post_id` text NOT NULL,
	`actor_id` text NOT NULL,
	PRIMARY KEY(`post_id`, `actor_id`),
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`actor_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `mentions_actor_idx` ON `mentions` (`actor_id`,`post_id`);--> statement-breakpoint
CREATE TABLE `post_topics` (
	`topic` text NOT NULL,
	`post_id` text NOT NULL,
	PRIMARY KEY(`topic`, `post_id`),
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `post_topics_post_idx` ON `post_topics` (`post_id`);--> statement-breakpoint
CREATE TABLE `posts` (
	`id` text PRIMARY KEY NOT NULL,
	`uri` text NOT NULL,
	`url` text NOT NULL,
	`kind` text NOT NULL,
	`local` integer DEFAULT false NOT NULL,
	`author_id` text NOT NULL,
	`title` text,
	`summary` text,
	`markdown` text,
	`html` text NOT NULL,
	`language` text,
	`warning` text,
	`sensitive` integer DEFAULT false NOT NULL,
	`in_reply_to` text,
	`parent_id` text,
	`thread_id` text NOT NULL,
	`context_uri` text,
	`audience` text NOT NULL,
	`visibility` text NOT NULL,
	`topics` text DEFAULT '[]' NOT NULL,
	`attachments` text DEFAULT '[]' NOT NULL,
	`happening` text,
	`poll` text,
	`like_count` integer DEFAULT 0 NOT NULL,
	`like_elsewhere_count` integer DEFAULT 0 NOT NULL,
	`share_count` integer DEFAULT 0 NOT NULL,
	`reply_count` integer DEFAULT 0 NOT NULL,
	`published_at` integer,
	`edited_at` integer,
	`withdrawn_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`author_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `posts_uri_unique` ON `posts` (`uri`);--> statement-breakpoint
CREATE INDEX `posts_kind_idx` ON `posts` (`kind`,`audience`,`id`);--> statement-breakpoint
CREATE INDEX `posts_author_idx` ON `posts` (`author_id`,`audience`,`id`);--> statement-breakpoint
CREATE INDEX `posts_thread_idx` ON `posts` (`thread_id`,`id`);--> statement-breakpoint
CREATE INDEX `posts_parent_idx` ON `posts` (`parent_id`,`id`);--> statement-breakpoint
CREATE INDEX `posts_waiting_idx` ON `posts` (`in_reply_to`);--> statement-breakpoint
CREATE TABLE `accepted_answers` (
	`question_id` text NOT NULL,
	`answer_id` text NOT NULL,
	`accepted_by` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`question_id`, `answer_id`),
	FOREIGN KEY (`question_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`answer_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`accepted_by`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `accepted_answers_answer_idx` ON `accepted_answers` (`answer_id`);--> statement-breakpoint
CREATE TABLE `questions` (
	`post_id` text PRIMARY KEY NOT NULL,
	`about_uri` text,
	`answered` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `questions_answered_idx` ON `questions` (`answered`,`post_id`);--> statement-breakpoint
CREATE INDEX `questions_about_idx` ON `questions` (`about_uri`,`post_id`);--> statement-breakpoint
CREATE TABLE `search_pages` (
	`row` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`id` text NOT NULL,
	`title` text NOT NULL,
	`body` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `search_pages_key` ON `search_pages` (`id`);--> statement-breakpoint
CREATE INDEX `search_pages_kind_idx` ON `search_pages` (`kind`,`id`);--> statement-breakpoint
CREATE TABLE `stories` (
	`post_id` text PRIMARY KEY NOT NULL,
	`went_well` text,
	`went_badly` text,
	`went_well_html` text NOT NULL,
	`went_badly_html` text NOT NULL,
	`told_badly` integer NOT NULL,
	`state` text,
	`cost` text,
	`saving` text,
	`evidence` text,
	`service_id` text,
	`service_name` text,
	`place` text,
	`contact` text,
	`based_on_uri` text,
	`reviewed_at` integer,
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `stories_badly_idx` ON `stories` (`told_badly`,`post_id`);--> statement-breakpoint
CREATE INDEX `stories_state_idx` ON `stories` (`state`,`post_id`);