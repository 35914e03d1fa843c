CREATE TRIGGER decisions_added_in_order BEFORE INSERT ON decisions
WHEN EXISTS (SELECT 1 FROM decisions WHERE id = new.id)
	OR new.sequence <= (SELECT max(sequence) FROM decisions)
BEGIN
	SELECT RAISE(ABORT, 'The decision log is only ever added to, at its end.');
END;
--> statement-breakpoint
CREATE TRIGGER decisions_unchanged BEFORE UPDATE ON decisions
WHEN old.hash IS NOT NULL OR new.hash IS NULL OR new.sequence <= (SELECT max(sequence) FROM decisions)
	OR new.id IS NOT old.id OR new.by_id IS NOT old.by_id OR new.act IS NOT old.act OR new.target IS NOT old.target
	OR new.reason IS NOT old.reason OR new.detail IS NOT old.detail OR new.created_at IS NOT old.created_at
BEGIN
	SELECT RAISE(ABORT, 'The decision log is only ever added to.');
END;
--> statement-breakpoint
CREATE TRIGGER decisions_kept BEFORE DELETE ON decisions
BEGIN
	SELECT RAISE(ABORT, 'The decision log is only ever added to.');
END;
--> statement-breakpoint
CREATE TRIGGER decision_head_onwards BEFORE UPDATE ON decision_head WHEN new.sequence < old.sequence OR new.id IS NOT old.id
BEGIN
	SELECT RAISE(ABORT, 'The decision log only grows.');
END;
--> statement-breakpoint
CREATE TRIGGER decision_head_kept BEFORE DELETE ON decision_head
BEGIN
	SELECT RAISE(ABORT, 'The decision log only grows.');
END;
--> statement-breakpoint
CREATE TRIGGER log_checkpoints_unchanged BEFORE UPDATE ON log_checkpoints
BEGIN
	SELECT RAISE(ABORT, 'What was signed is not changed.');
END;
--> statement-breakpoint
CREATE TRIGGER log_checkpoints_kept BEFORE DELETE ON log_checkpoints
BEGIN
	SELECT RAISE(ABORT, 'What was signed is not removed.');
END;
