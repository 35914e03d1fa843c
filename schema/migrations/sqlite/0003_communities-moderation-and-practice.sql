CREATE TABLE `account_actions` (
	`id` text PRIMARY KEY NOT NULL,
	`actor_id` text NOT NULL,
	`post_id` text,
	`kind` text NOT NULL,
	`state` text DEFAULT 'active' NOT NULL,
	`by_id` text,
	`reason` text NOT NULL,
	`words` text DEFAULT '' NOT NULL,
	`report_id` text,
	`ends_at` integer,
	`before` text DEFAULT '{}' NOT NULL,
	`created_at` integer NOT NULL,
	`undone_at` integer,
	`undone_by_id` text,
	`undone_because` text,
	FOREIGN KEY (`actor_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `account_actions_actor_idx` ON `account_actions` (`actor_id`,`id`);--> statement-breakpoint
CREATE INDEX `account_actions_state_idx` ON `account_actions` (`state`,`id`);--> statement-breakpoint
CREATE INDEX `account_actions_ends_idx` ON `account_actions` (`state`,`ends_at`);--> statement-breakpoint
CREATE INDEX `account_actions_post_idx` ON `account_actions` (`post_id`,`id`);--> statement-breakpoint
CREATE TABLE `appeals` (
	`id` text PRIMARY KEY NOT NULL,
	`action_id` text NOT NULL,
	`words` text NOT NULL,
	`state` text DEFAULT 'waiting' NOT NULL,
	`decided_by_id` text,
	`decided_at` integer,
	`answer` text DEFAULT '' NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`action_id`) REFERENCES `account_actions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `appeals_action_id_unique` ON `appeals` (`action_id`);--> statement-breakpoint
CREATE INDEX `appeals_state_idx` ON `appeals` (`state`,`id`);--> statement-breakpoint
CREATE TABLE `adoption_steps` (
	`post_id` text PRIMARY KEY NOT NULL,
	`about_uri` text NOT NULL,
	`step` text NOT NULL,
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `adoption_steps_about_idx` ON `adoption_steps` (`about_uri`,`post_id`);--> statement-breakpoint
CREATE TABLE `choices` (
	`id` text PRIMARY KEY NOT NULL,
	`by_id` text,
	`act` text NOT NULL,
	`item_count` integer DEFAULT 0 NOT NULL,
	`actors` text DEFAULT '[]' NOT NULL,
	`hosts` text DEFAULT '[]' NOT NULL,
	`undo_until` integer NOT NULL,
	`undone_at` integer,
	`undone_by_id` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `choices_until_idx` ON `choices` (`undo_until`);--> statement-breakpoint
CREATE TABLE `communities` (
	`actor_id` text PRIMARY KEY NOT NULL,
	`purpose` text NOT NULL,
	`posting` text NOT NULL,
	`created_by` text,
	`closed_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`actor_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`created_by`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE TABLE `community_posts` (
	`id` text PRIMARY KEY NOT NULL,
	`community_id` text NOT NULL,
	`post_id` text NOT NULL,
	`state` text NOT NULL,
	`begins` integer NOT NULL,
	`activity` text,
	`removed_by` text,
	`reason` text DEFAULT '' NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`community_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `community_posts_once` ON `community_posts` (`post_id`,`community_id`);--> statement-breakpoint
CREATE INDEX `community_posts_list_idx` ON `community_posts` (`community_id`,`state`,`begins`,`post_id`);--> statement-breakpoint
CREATE TABLE `community_roles` (
	`community_id` text NOT NULL,
	`actor_id` text NOT NULL,
	`role` text NOT NULL,
	`by_id` text,
	`reason` text DEFAULT '' NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`community_id`, `actor_id`),
	FOREIGN KEY (`community_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`actor_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `community_roles_actor_idx` ON `community_roles` (`actor_id`,`role`);--> statement-breakpoint
CREATE TABLE `controls` (
	`id` text PRIMARY KEY NOT NULL,
	`owner_id` text NOT NULL,
	`kind` text NOT NULL,
	`actor_id` text,
	`host` text,
	`uri` text,
	`ends_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`owner_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`actor_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `controls_actor_once` ON `controls` (`owner_id`,`actor_id`,`kind`);--> statement-breakpoint
CREATE UNIQUE INDEX `controls_host_once` ON `controls` (`owner_id`,`host`,`kind`);--> statement-breakpoint
CREATE INDEX `controls_owner_idx` ON `controls` (`owner_id`,`kind`,`id`);--> statement-breakpoint
CREATE INDEX `controls_ends_idx` ON `controls` (`ends_at`);--> statement-breakpoint
CREATE TABLE `filters` (
	`id` text PRIMARY KEY NOT NULL,
	`owner_id` text NOT NULL,
	`kind` text NOT NULL,
	`words` text NOT NULL,
	`act` text NOT NULL,
	`ends_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`owner_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `filters_once` ON `filters` (`owner_id`,`kind`,`words`);--> statement-breakpoint
CREATE INDEX `filters_owner_idx` ON `filters` (`owner_id`,`id`);--> statement-breakpoint
CREATE INDEX `filters_ends_idx` ON `filters` (`ends_at`);--> statement-breakpoint
CREATE TABLE `drafts` (
	`id` text PRIMARY KEY NOT NULL,
	`author_id` text NOT NULL,
	`kind` text NOT NULL,
	`post_id` text,
	`typed` text NOT NULL,
	`apart` integer NOT NULL,
	`tab` text NOT NULL,
	`turn` integer NOT NULL,
	`version` integer NOT NULL,
	`seen` text NOT NULL,
	`saved_at` integer NOT NULL,
	`closed_at` integer,
	FOREIGN KEY (`author_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `drafts_author_idx` ON `drafts` (`author_id`,`closed_at`,`saved_at`);--> statement-breakpoint
CREATE INDEX `drafts_post_idx` ON `drafts` (`post_id`,`author_id`);--> statement-breakpoint
CREATE INDEX `drafts_closed_idx` ON `drafts` (`closed_at`);--> statement-breakpoint
CREATE TABLE `legal_holds` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`target` text NOT NULL,
	`reason` text NOT NULL,
	`by_id` text,
	`review_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`lifted_at` integer,
	`lifted_by_id` text,
	`lifted_because` text
);
--> statement-breakpoint
CREATE INDEX `legal_holds_lifted_idx` ON `legal_holds` (`lifted_at`,`id`);--> statement-breakpoint
CREATE INDEX `legal_holds_target_idx` ON `legal_holds` (`target`);--> statement-breakpoint
CREATE TABLE `preserved` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`uri` text NOT NULL,
	`author_uri` text NOT NULL,
	`thread_uri` text,
	`why` text NOT NULL,
	`private` integer NOT NULL,
	`content` text NOT NULL,
	`hash` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `preserved_uri_idx` ON `preserved` (`uri`,`id`);--> statement-breakpoint
CREATE INDEX `preserved_author_idx` ON `preserved` (`author_uri`,`id`);--> statement-breakpoint
CREATE INDEX `preserved_thread_idx` ON `preserved` (`thread_uri`,`id`);--> statement-breakpoint
CREATE TABLE `preserved_holds` (
	`hold_id` text NOT NULL,
	`preserved_id` text NOT NULL,
	PRIMARY KEY(`hold_id`, `preserved_id`),
	FOREIGN KEY (`hold_id`) REFERENCES `legal_holds`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`preserved_id`) REFERENCES `preserved`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `preserved_holds_copy_idx` ON `preserved_holds` (`preserved_id`);--> statement-breakpoint
CREATE TABLE `pins` (
	`id` text PRIMARY KEY NOT NULL,
	`actor_id` text NOT NULL,
	`post_id` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`actor_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `pins_once` ON `pins` (`actor_id`,`post_id`);--> statement-breakpoint
CREATE INDEX `pins_actor_idx` ON `pins` (`actor_id`,`id`);--> statement-breakpoint
CREATE INDEX `pins_post_idx` ON `pins` (`post_id`);--> statement-breakpoint
CREATE TABLE `report_forwards` (
	`id` text PRIMARY KEY NOT NULL,
	`report_id` text NOT NULL,
	`target_uri` text NOT NULL,
	`objects` text NOT NULL,
	`words` text NOT NULL,
	`sent_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`report_id`) REFERENCES `reports`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `report_forwards_report_idx` ON `report_forwards` (`report_id`,`id`);--> statement-breakpoint
CREATE TABLE `captions` (
	`post_id` text NOT NULL,
	`language` text NOT NULL,
	`cues` text NOT NULL,
	`transcript` text NOT NULL,
	`edited_at` integer NOT NULL,
	PRIMARY KEY(`post_id`, `language`),
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `clips` (
	`post_id` text PRIMARY KEY NOT NULL,
	`media_id` text NOT NULL,
	`poster_id` text,
	`milliseconds` integer NOT NULL,
	`video_codec` text NOT NULL,
	`audio_codec` text,
	`upload_id` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `clips_media_idx` ON `clips` (`media_id`);--> statement-breakpoint
CREATE INDEX `clips_poster_idx` ON `clips` (`poster_id`);--> statement-breakpoint
CREATE TABLE `remote_media` (
	`id` text PRIMARY KEY NOT NULL,
	`url` text NOT NULL,
	`state` text NOT NULL,
	`file` text,
	`media_type` text,
	`width` integer,
	`height` integer,
	`bytes` integer DEFAULT 0 NOT NULL,
	`retry_at` integer,
	`used_at` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `remote_media_used_idx` ON `remote_media` (`used_at`);--> statement-breakpoint
CREATE INDEX `remote_media_file_idx` ON `remote_media` (`file`);--> statement-breakpoint
CREATE TABLE `story_pictures` (
	`id` text PRIMARY KEY NOT NULL,
	`post_id` text NOT NULL,
	`place` integer NOT NULL,
	`large_id` text NOT NULL,
	`small_id` text NOT NULL,
	`alt` text NOT NULL,
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `story_pictures_post_idx` ON `story_pictures` (`post_id`,`place`);--> statement-breakpoint
CREATE INDEX `story_pictures_large_idx` ON `story_pictures` (`large_id`);--> statement-breakpoint
CREATE INDEX `story_pictures_small_idx` ON `story_pictures` (`small_id`);--> statement-breakpoint
CREATE TABLE `uploads` (
	`id` text PRIMARY KEY NOT NULL,
	`owner_id` text NOT NULL,
	`post_id` text NOT NULL,
	`bytes` integer NOT NULL,
	`name` text NOT NULL,
	`touched_at` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `uploads_post_id_unique` ON `uploads` (`post_id`);--> statement-breakpoint
CREATE INDEX `uploads_touched_idx` ON `uploads` (`touched_at`);--> statement-breakpoint
CREATE TABLE `decision_head` (
	`id` text PRIMARY KEY NOT NULL,
	`sequence` integer NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `log_checkpoints` (
	`id` text PRIMARY KEY NOT NULL,
	`sequence` integer NOT NULL,
	`hash` text NOT NULL,
	`origin` text NOT NULL,
	`public_key` text NOT NULL,
	`signature` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `log_checkpoints_sequence_idx` ON `log_checkpoints` (`sequence`);--> statement-breakpoint
CREATE TABLE `nomination_addresses` (
	`hash` text PRIMARY KEY NOT NULL,
	`asked_at` integer,
	`refused_at` integer
);
--> statement-breakpoint
CREATE TABLE `nomination_steps` (
	`id` text PRIMARY KEY NOT NULL,
	`nomination_id` text NOT NULL,
	`kind` text NOT NULL,
	`by_id` text,
	`words` text DEFAULT '' NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`nomination_id`) REFERENCES `nominations`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`by_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `nomination_steps_idx` ON `nomination_steps` (`nomination_id`,`id`);--> statement-breakpoint
CREATE TABLE `nominations` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`title` text NOT NULL,
	`who` text NOT NULL,
	`place` text NOT NULL,
	`why` text NOT NULL,
	`nominator` text NOT NULL,
	`nominator_mail` text,
	`nominator_hash` text,
	`nominee_mail` text,
	`nominee_hash` text,
	`since_at` integer NOT NULL,
	`asked_at` integer,
	`consented_at` integer,
	`agreed` text DEFAULT '' NOT NULL,
	`post_id` text,
	`assignee_id` text,
	`way` text,
	`due_at` integer,
	`reminded_at` integer,
	`offer` text DEFAULT '' NOT NULL,
	`offer_done` integer DEFAULT false NOT NULL,
	`told` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`assignee_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `nominations_state_idx` ON `nominations` (`state`,`id`);--> statement-breakpoint
CREATE INDEX `nominations_kind_idx` ON `nominations` (`state`,`kind`,`id`);--> statement-breakpoint
CREATE INDEX `nominations_since_idx` ON `nominations` (`state`,`since_at`);--> statement-breakpoint
CREATE INDEX `nominations_assignee_idx` ON `nominations` (`assignee_id`,`id`);--> statement-breakpoint
CREATE INDEX `nominations_nominator_idx` ON `nominations` (`nominator_hash`,`id`);--> statement-breakpoint
CREATE INDEX `nominations_post_idx` ON `nominations` (`post_id`);--> statement-breakpoint
CREATE TABLE `offer_choices` (
	`actor_id` text PRIMARY KEY NOT NULL,
	`paused` integer DEFAULT false NOT NULL,
	`letters` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`actor_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `offer_refusals` (
	`actor_id` text NOT NULL,
	`term` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`actor_id`, `term`),
	FOREIGN KEY (`actor_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `offers` (
	`id` text PRIMARY KEY NOT NULL,
	`question_id` text NOT NULL,
	`to_id` text NOT NULL,
	`state` text DEFAULT 'open' NOT NULL,
	`why` text NOT NULL,
	`by_id` text,
	`via_id` text,
	`until_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`question_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`to_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`by_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `offers_once` ON `offers` (`question_id`,`to_id`);--> statement-breakpoint
CREATE INDEX `offers_to_idx` ON `offers` (`to_id`,`id`);--> statement-breakpoint
CREATE INDEX `offers_via_idx` ON `offers` (`via_id`);--> statement-breakpoint
CREATE TABLE `question_care` (
	`question_id` text PRIMARY KEY NOT NULL,
	`raised_at` integer,
	`waiting_at` integer,
	`note` text DEFAULT '' NOT NULL,
	`by_id` text,
	FOREIGN KEY (`question_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`by_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE TABLE `cut_follows` (
	`id` text PRIMARY KEY NOT NULL,
	`host` text NOT NULL,
	`follower_id` text NOT NULL,
	`followed_id` text NOT NULL,
	`uri` text NOT NULL,
	`state` text NOT NULL,
	FOREIGN KEY (`follower_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`followed_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `cut_follows_once` ON `cut_follows` (`follower_id`,`followed_id`);--> statement-breakpoint
CREATE INDEX `cut_follows_followed_idx` ON `cut_follows` (`followed_id`);--> statement-breakpoint
CREATE INDEX `cut_follows_host_idx` ON `cut_follows` (`host`);--> statement-breakpoint
CREATE TABLE `cut_held` (
	`held_id` text PRIMARY KEY NOT NULL,
	`host` text NOT NULL,
	`activity` text,
	`summary` text NOT NULL,
	FOREIGN KEY (`held_id`) REFERENCES `held`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `cut_held_host_idx` ON `cut_held` (`host`);--> statement-breakpoint
CREATE TABLE `policies` (
	`host` text PRIMARY KEY NOT NULL,
	`by_id` text,
	`public_reason` text DEFAULT '' NOT NULL,
	`obfuscate` integer DEFAULT false NOT NULL,
	`reject_media` integer DEFAULT false NOT NULL,
	`reject_reports` integer DEFAULT false NOT NULL,
	`review_at` integer,
	`reminded_at` integer,
	`list_id` text,
	`trust_before` text NOT NULL,
	`reason_before` text DEFAULT '' NOT NULL,
	`restorable_until` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `policies_review_idx` ON `policies` (`review_at`);--> statement-breakpoint
CREATE INDEX `policies_restorable_idx` ON `policies` (`restorable_until`);--> statement-breakpoint
CREATE INDEX `policies_list_idx` ON `policies` (`list_id`);--> statement-breakpoint
CREATE TABLE `policy_entries` (
	`list_id` text NOT NULL,
	`host` text NOT NULL,
	`severity` text NOT NULL,
	`reject_media` integer DEFAULT false NOT NULL,
	`reject_reports` integer DEFAULT false NOT NULL,
	`obfuscate` integer DEFAULT false NOT NULL,
	`comment` text DEFAULT '' NOT NULL,
	`state` text DEFAULT 'open' NOT NULL,
	`gone` integer DEFAULT false NOT NULL,
	PRIMARY KEY(`list_id`, `host`),
	FOREIGN KEY (`list_id`) REFERENCES `policy_lists`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `policy_entries_state_idx` ON `policy_entries` (`list_id`,`state`,`host`);--> statement-breakpoint
CREATE INDEX `policy_entries_host_idx` ON `policy_entries` (`host`);--> statement-breakpoint
CREATE TABLE `policy_lists` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`url` text,
	`severity` text DEFAULT 'suspend' NOT NULL,
	`priority` integer DEFAULT 100 NOT NULL,
	`excludes` text DEFAULT '[]' NOT NULL,
	`etag` text,
	`modified` text,
	`changes_url` text,
	`checked_at` integer,
	`changed_at` integer,
	`next_at` integer,
	`fault` text,
	`wrong` text DEFAULT '[]' NOT NULL,
	`wrong_count` integer DEFAULT 0 NOT NULL,
	`by_id` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `policy_lists_next_idx` ON `policy_lists` (`next_at`);--> statement-breakpoint
CREATE TABLE `vouches` (
	`peer` text NOT NULL,
	`host` text NOT NULL,
	`state` text NOT NULL,
	PRIMARY KEY(`peer`, `host`)
);
--> statement-breakpoint
CREATE INDEX `vouches_host_idx` ON `vouches` (`host`);--> statement-breakpoint
CREATE TABLE `proposals` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`body` text NOT NULL,
	`target` text NOT NULL,
	`says` text NOT NULL,
	`reason` text DEFAULT '' NOT NULL,
	`cost` text DEFAULT '' NOT NULL,
	`by_id` text,
	`state` text DEFAULT 'open' NOT NULL,
	`expires_at` integer NOT NULL,
	`decided_at` integer,
	`decided_by_id` text,
	`decided_because` text,
	`review_by` integer,
	`reviewed_at` integer,
	`reviewed_by_id` text,
	`reminded` integer DEFAULT false NOT NULL,
	`used_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `proposals_state_idx` ON `proposals` (`state`,`id`);--> statement-breakpoint
CREATE INDEX `proposals_target_idx` ON `proposals` (`kind`,`target`,`state`);--> statement-breakpoint
CREATE INDEX `proposals_expires_idx` ON `proposals` (`state`,`expires_at`);--> statement-breakpoint
CREATE INDEX `proposals_review_idx` ON `proposals` (`state`,`reviewed_at`,`review_by`);--> statement-breakpoint
CREATE TABLE `recipe_editors` (
	`recipe_id` text NOT NULL,
	`actor_id` text NOT NULL,
	PRIMARY KEY(`recipe_id`, `actor_id`),
	FOREIGN KEY (`recipe_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`actor_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `recipe_editors_actor_idx` ON `recipe_editors` (`actor_id`);--> statement-breakpoint
CREATE TABLE `recipe_sources` (
	`id` text PRIMARY KEY NOT NULL,
	`recipe_id` text NOT NULL,
	`source_uri` text NOT NULL,
	`url` text NOT NULL,
	`author_uri` text NOT NULL,
	`name` text NOT NULL,
	`what` text NOT NULL,
	`state` text NOT NULL,
	`request_uri` text,
	`authorization_uri` text,
	`withdrawn_at` integer,
	FOREIGN KEY (`recipe_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `recipe_sources_once` ON `recipe_sources` (`recipe_id`,`source_uri`);--> statement-breakpoint
CREATE INDEX `recipe_sources_uri_idx` ON `recipe_sources` (`source_uri`);--> statement-breakpoint
CREATE INDEX `recipe_sources_request_idx` ON `recipe_sources` (`request_uri`);--> statement-breakpoint
CREATE INDEX `recipe_sources_authorization_idx` ON `recipe_sources` (`authorization_uri`);--> statement-breakpoint
CREATE TABLE `recipe_suggestions` (
	`recipe_id` text NOT NULL,
	`reply_id` text NOT NULL,
	`state` text NOT NULL,
	`by_id` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`recipe_id`, `reply_id`),
	FOREIGN KEY (`recipe_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`reply_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`by_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `recipe_suggestions_reply_idx` ON `recipe_suggestions` (`reply_id`);--> statement-breakpoint
CREATE TABLE `recipe_versions` (
	`id` text PRIMARY KEY NOT NULL,
	`recipe_id` text NOT NULL,
	`number` integer NOT NULL,
	`title` text NOT NULL,
	`summary` text NOT NULL,
	`lines` text NOT NULL,
	`by_id` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`recipe_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`by_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `recipe_versions_once` ON `recipe_versions` (`recipe_id`,`number`);--> statement-breakpoint
CREATE TABLE `recipes` (
	`post_id` text PRIMARY KEY NOT NULL,
	`story_uri` text,
	`revision` integer DEFAULT 1 NOT NULL,
	`version` integer DEFAULT 0 NOT NULL,
	`lines` text DEFAULT '[]' NOT NULL,
	`shown` text DEFAULT '[]' NOT NULL,
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `recipes_story_idx` ON `recipes` (`story_uri`,`post_id`);--> statement-breakpoint
CREATE TABLE `report_steps` (
	`id` text PRIMARY KEY NOT NULL,
	`report_id` text NOT NULL,
	`kind` text NOT NULL,
	`by_id` text,
	`words` text DEFAULT '' NOT NULL,
	`detail` text DEFAULT '{}' NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`report_id`) REFERENCES `reports`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `report_steps_report_idx` ON `report_steps` (`report_id`,`id`);--> statement-breakpoint
CREATE TABLE `round_questions` (
	`round_id` text NOT NULL,
	`question_id` text NOT NULL,
	`words` text DEFAULT '' NOT NULL,
	`said` text DEFAULT '' NOT NULL,
	`consent` integer DEFAULT false NOT NULL,
	`typed_by_id` text,
	`reply_id` text,
	PRIMARY KEY(`round_id`, `question_id`),
	FOREIGN KEY (`round_id`) REFERENCES `rounds`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`question_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`typed_by_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `round_questions_question_idx` ON `round_questions` (`question_id`);--> statement-breakpoint
CREATE TABLE `round_steps` (
	`id` text PRIMARY KEY NOT NULL,
	`round_id` text NOT NULL,
	`act` text NOT NULL,
	`by_id` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`round_id`) REFERENCES `rounds`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`by_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `round_steps_round_idx` ON `round_steps` (`round_id`,`id`);--> statement-breakpoint
CREATE TABLE `rounds` (
	`id` text PRIMARY KEY NOT NULL,
	`story_id` text NOT NULL,
	`state` text NOT NULL,
	`assignee_id` text NOT NULL,
	`due_at` integer NOT NULL,
	`reminded` integer DEFAULT 0 NOT NULL,
	`publishing_at` integer,
	`published_at` integer,
	`answered` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`story_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`assignee_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `rounds_story_idx` ON `rounds` (`story_id`,`state`,`id`);--> statement-breakpoint
CREATE INDEX `rounds_state_idx` ON `rounds` (`state`,`id`);--> statement-breakpoint
CREATE INDEX `rounds_assignee_idx` ON `rounds` (`assignee_id`,`state`,`id`);--> statement-breakpoint
CREATE INDEX `rounds_due_idx` ON `rounds` (`state`,`due_at`);--> statement-breakpoint
CREATE TABLE `inbox_log` (
	`id` text PRIMARY KEY NOT NULL,
	`uri` text NOT NULL,
	`object_uri` text,
	`type` text NOT NULL,
	`actor_uri` text NOT NULL,
	`host` text NOT NULL,
	`path` text NOT NULL,
	`verdict` text NOT NULL,
	`said` text NOT NULL,
	`facts` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_log_once` ON `inbox_log` (`uri`,`path`);--> statement-breakpoint
CREATE INDEX `inbox_log_actor_idx` ON `inbox_log` (`actor_uri`,`id`);--> statement-breakpoint
CREATE INDEX `inbox_log_host_idx` ON `inbox_log` (`host`,`id`);--> statement-breakpoint
CREATE INDEX `inbox_log_object_idx` ON `inbox_log` (`object_uri`);--> statement-breakpoint
CREATE TABLE `moderation_revision` (
	`id` integer PRIMARY KEY NOT NULL,
	`revision` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `rule_hits` (
	`id` text PRIMARY KEY NOT NULL,
	`rule_id` text NOT NULL,
	`version` integer NOT NULL,
	`field` text NOT NULL,
	`matched` text NOT NULL,
	`actor_uri` text NOT NULL,
	`host` text NOT NULL,
	`uri` text NOT NULL,
	`path` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `rule_hits_rule_idx` ON `rule_hits` (`rule_id`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `rule_hits_once` ON `rule_hits` (`uri`,`rule_id`,`version`,`path`);--> statement-breakpoint
CREATE TABLE `rule_versions` (
	`rule_id` text NOT NULL,
	`version` integer NOT NULL,
	`name` text NOT NULL,
	`body` text NOT NULL,
	`expires_at` integer,
	`by_id` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`rule_id`, `version`)
);
--> statement-breakpoint
CREATE TABLE `rules` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`version` integer NOT NULL,
	`enabled` integer NOT NULL,
	`position` integer NOT NULL,
	`expires_at` integer,
	`body` text NOT NULL,
	`hits` integer DEFAULT 0 NOT NULL,
	`deleted_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `rules_position_idx` ON `rules` (`position`);--> statement-breakpoint
CREATE TABLE `autonomies` (
	`actor_id` text PRIMARY KEY NOT NULL,
	`level` text NOT NULL,
	`by_id` text NOT NULL,
	`changed_at` integer NOT NULL,
	FOREIGN KEY (`actor_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `buddy_checks` (
	`id` text PRIMARY KEY NOT NULL,
	`post_id` text NOT NULL,
	`buddy_id` text NOT NULL,
	`state` text NOT NULL,
	`note` text NOT NULL,
	`seen` text,
	`decided_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`buddy_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `buddy_checks_post_idx` ON `buddy_checks` (`post_id`,`id`);--> statement-breakpoint
CREATE INDEX `buddy_checks_buddy_idx` ON `buddy_checks` (`buddy_id`,`state`,`id`);--> statement-breakpoint
CREATE TABLE `buddy_comments` (
	`id` text PRIMARY KEY NOT NULL,
	`check_id` text NOT NULL,
	`part` text NOT NULL,
	`passage` text NOT NULL,
	`comment` text NOT NULL,
	`answer` text,
	`done_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`check_id`) REFERENCES `buddy_checks`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `buddy_comments_check_idx` ON `buddy_comments` (`check_id`,`id`);--> statement-breakpoint
CREATE TABLE `first_stories` (
	`author_id` text PRIMARY KEY NOT NULL,
	`post_id` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`author_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `short_links` (
	`code` text PRIMARY KEY NOT NULL,
	`post_id` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `short_links_post` ON `short_links` (`post_id`);--> statement-breakpoint
CREATE TABLE `thanks` (
	`post_id` text NOT NULL,
	`by_id` text NOT NULL,
	`words` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`post_id`, `by_id`),
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`by_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
ALTER TABLE `actor_keys` ADD `retired_at` integer;--> statement-breakpoint
ALTER TABLE `actors` ADD `limited` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `actors` ADD `sensitive` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `media` ADD `post_id` text;--> statement-breakpoint
CREATE INDEX `media_post_idx` ON `media` (`post_id`);--> statement-breakpoint
CREATE INDEX `media_file_idx` ON `media` (`file`);--> statement-breakpoint
ALTER TABLE `decisions` ADD `sequence` integer;--> statement-breakpoint
ALTER TABLE `decisions` ADD `previous_hash` text;--> statement-breakpoint
ALTER TABLE `decisions` ADD `hash` text;--> statement-breakpoint
CREATE UNIQUE INDEX `decisions_sequence` ON `decisions` (`sequence`);--> statement-breakpoint
CREATE INDEX `decisions_by_idx` ON `decisions` (`by_id`,`id`);--> statement-breakpoint
CREATE INDEX `decisions_act_idx` ON `decisions` (`act`,`id`);--> statement-breakpoint
ALTER TABLE `held` ADD `rule_id` text;--> statement-breakpoint
ALTER TABLE `held` ADD `marks` text;--> statement-breakpoint
ALTER TABLE `held` ADD `choice_id` text;--> statement-breakpoint
ALTER TABLE `held` ADD `kept_until` integer;--> statement-breakpoint
ALTER TABLE `held` ADD `before` text;--> statement-breakpoint
CREATE INDEX `held_choice_idx` ON `held` (`choice_id`,`state`,`id`);--> statement-breakpoint
CREATE INDEX `held_kept_idx` ON `held` (`kept_until`);--> statement-breakpoint
CREATE INDEX `held_rule_idx` ON `held` (`state`,`rule`,`id`);--> statement-breakpoint
ALTER TABLE `reports` ADD `number` integer;--> statement-breakpoint
ALTER TABLE `reports` ADD `stage` text DEFAULT 'new' NOT NULL;--> statement-breakpoint
ALTER TABLE `reports` ADD `outcome` text;--> statement-breakpoint
ALTER TABLE `reports` ADD `assignee_id` text;--> statement-breakpoint
ALTER TABLE `reports` ADD `house_rule` text;--> statement-breakpoint
ALTER TABLE `reports` ADD `host` text;--> statement-breakpoint
ALTER TABLE `reports` ADD `times` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `reports` ADD `mail` text;--> statement-breakpoint
ALTER TABLE `reports` ADD `mail_confirmed_at` integer;--> statement-breakpoint
ALTER TABLE `reports` ADD `answer` text;--> statement-breakpoint
ALTER TABLE `reports` ADD `closed_at` integer;--> statement-breakpoint
CREATE INDEX `reports_target_idx` ON `reports` (`target_uri`,`id`);--> statement-breakpoint
CREATE INDEX `reports_reporter_idx` ON `reports` (`reporter_uri`,`id`);--> statement-breakpoint
CREATE INDEX `reports_assignee_idx` ON `reports` (`assignee_id`,`state`,`id`);--> statement-breakpoint
CREATE INDEX `reports_category_idx` ON `reports` (`category`,`state`,`id`);--> statement-breakpoint
CREATE INDEX `reports_number_idx` ON `reports` (`number`);--> statement-breakpoint
CREATE INDEX `reports_closed_idx` ON `reports` (`closed_at`);--> statement-breakpoint
ALTER TABLE `posts` ADD `labels` text;--> statement-breakpoint
ALTER TABLE `stories` ADD `changed_here` text;--> statement-breakpoint
ALTER TABLE `stories` ADD `worth_at` integer;--> statement-breakpoint
ALTER TABLE `stories` ADD `review_asked_at` integer;--> statement-breakpoint
ALTER TABLE `stories` ADD `untrue_at` integer;--> statement-breakpoint
ALTER TABLE `stories` ADD `untrue_why` text;--> statement-breakpoint
CREATE INDEX `stories_based_idx` ON `stories` (`based_on_uri`,`post_id`);--> statement-breakpoint
CREATE INDEX `stories_worth_idx` ON `stories` (`worth_at`,`post_id`);--> statement-breakpoint
CREATE INDEX `stories_reviewed_idx` ON `stories` (`reviewed_at`,`post_id`);