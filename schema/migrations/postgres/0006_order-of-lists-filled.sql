-- What was shown at once stands at its id; what was a draft for a while stands where it was published.
UPDATE posts SET placed = CASE WHEN local AND published_at > created_at + interval '1 minute' THEN lpad(to_hex((extract(epoch FROM published_at) * 1000)::bigint), 12, '0') || substr(id, 13) ELSE id END;
--> statement-breakpoint
UPDATE post_topics SET placed = (SELECT posts.placed FROM posts WHERE posts.id = post_topics.post_id);
--> statement-breakpoint
UPDATE stories SET placed = (SELECT posts.placed FROM posts WHERE posts.id = stories.post_id);
--> statement-breakpoint
UPDATE questions SET placed = (SELECT posts.placed FROM posts WHERE posts.id = questions.post_id);
--> statement-breakpoint
UPDATE community_posts SET placed = (SELECT posts.placed FROM posts WHERE posts.id = community_posts.post_id);

--> statement-breakpoint
-- New words go into the index at once: a list of those that wait would be read through by every search.
ALTER INDEX search_pages_document SET (fastupdate = off);
--> statement-breakpoint
SELECT gin_clean_pending_list('search_pages_document');
