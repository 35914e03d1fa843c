CREATE TABLE `poll_votes` (
	`id` text PRIMARY KEY NOT NULL,
	`poll_id` text NOT NULL,
	`actor_id` text NOT NULL,
	`option` text NOT NULL,
	`slot` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`poll_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`actor_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `poll_votes_once` ON `poll_votes` (`poll_id`,`actor_id`,`slot`);--> statement-breakpoint
CREATE INDEX `poll_votes_actor_idx` ON `poll_votes` (`actor_id`);--> statement-breakpoint
CREATE TABLE `tallies` (
	`poll_id` text PRIMARY KEY NOT NULL,
	`due_at` integer NOT NULL,
	FOREIGN KEY (`poll_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `approvals` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`post_id` text NOT NULL,
	`actor_id` text NOT NULL,
	`interacting_uri` text NOT NULL,
	`request_uri` text NOT NULL,
	`state` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`actor_id`) REFERENCES `actors`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `approvals_once` ON `approvals` (`post_id`,`kind`,`interacting_uri`);--> statement-breakpoint
CREATE INDEX `approvals_actor_idx` ON `approvals` (`actor_id`);--> statement-breakpoint
CREATE TABLE `quotes` (
	`post_id` text PRIMARY KEY NOT NULL,
	`quoted_uri` text NOT NULL,
	`request_uri` text,
	`authorization_uri` text,
	`state` text NOT NULL,
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `quotes_quoted_idx` ON `quotes` (`quoted_uri`);--> statement-breakpoint
CREATE INDEX `quotes_request_idx` ON `quotes` (`request_uri`);--> statement-breakpoint
CREATE INDEX `quotes_authorization_idx` ON `quotes` (`authorization_uri`);--> statement-breakpoint
ALTER TABLE `posts` ADD `policy` text;--> statement-breakpoint
CREATE INDEX `posts_local_idx` ON `posts` (`local`,`kind`,`audience`,`id`);