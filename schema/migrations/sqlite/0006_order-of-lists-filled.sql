-- What was shown at once stands at its id; what was a draft for a while stands where it was published.
UPDATE posts SET placed = CASE WHEN local = 1 AND published_at > created_at + 60000 THEN printf('%012x', published_at) || substr(id, 13) ELSE id END;
--> statement-breakpoint
UPDATE post_topics SET placed = (SELECT posts.placed FROM posts WHERE posts.id = post_topics.post_id);
--> statement-breakpoint
UPDATE stories SET placed = (SELECT posts.placed FROM posts WHERE posts.id = stories.post_id);
--> statement-breakpoint
UPDATE questions SET placed = (SELECT posts.placed FROM posts WHERE posts.id = questions.post_id);
--> statement-breakpoint
UPDATE community_posts SET placed = (SELECT posts.placed FROM posts WHERE posts.id = community_posts.post_id);

--> statement-breakpoint
-- Puts the index together from its parts once; SQLite has no list of words that wait.
INSERT INTO search_index (search_index) VALUES ('optimize');
