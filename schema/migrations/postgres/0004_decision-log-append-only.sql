CREATE FUNCTION decision_log_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'The decision log is only ever added to.' USING ERRCODE = 'integrity_constraint_violation';
END;
$$;
--> statement-breakpoint
CREATE FUNCTION decision_log_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF new.sequence <= (SELECT max(sequence) FROM decisions) THEN
		RAISE EXCEPTION 'The decision log is only ever added to, at its end.' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	IF TG_OP = 'UPDATE' THEN
		IF old.hash IS NOT NULL OR new.hash IS NULL
			OR (new.id, new.by_id, new.act, new.target, new.reason, new.detail, new.created_at)
				IS DISTINCT FROM (old.id, old.by_id, old.act, old.target, old.reason, old.detail, old.created_at) THEN
			RAISE EXCEPTION 'The decision log is only ever added to.' USING ERRCODE = 'integrity_constraint_violation';
		END IF;
	END IF;
	RETURN new;
END;
$$;
--> statement-breakpoint
CREATE FUNCTION decision_head_onwards() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF new.sequence < old.sequence OR new.id <> old.id THEN
		RAISE EXCEPTION 'The decision log only grows.' USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	RETURN new;
END;
$$;
--> statement-breakpoint
CREATE TRIGGER decisions_added_in_order BEFORE INSERT OR UPDATE ON decisions FOR EACH ROW EXECUTE FUNCTION decision_log_in_order();
--> statement-breakpoint
CREATE TRIGGER decisions_kept BEFORE DELETE ON decisions FOR EACH ROW EXECUTE FUNCTION decision_log_refuse();
--> statement-breakpoint
CREATE TRIGGER decisions_not_emptied BEFORE TRUNCATE ON decisions FOR EACH STATEMENT EXECUTE FUNCTION decision_log_refuse();
--> statement-breakpoint
CREATE TRIGGER decision_head_onwards BEFORE UPDATE ON decision_head FOR EACH ROW EXECUTE FUNCTION decision_head_onwards();
--> statement-breakpoint
CREATE TRIGGER decision_head_kept BEFORE DELETE ON decision_head FOR EACH ROW EXECUTE FUNCTION decision_log_refuse();
--> statement-breakpoint
CREATE TRIGGER log_checkpoints_kept BEFORE UPDATE OR DELETE ON log_checkpoints FOR EACH ROW EXECUTE FUNCTION decision_log_refuse();
--> statement-breakpoint
CREATE TRIGGER log_checkpoints_not_emptied BEFORE TRUNCATE ON log_checkpoints FOR EACH STATEMENT EXECUTE FUNCTION decision_log_refuse();
