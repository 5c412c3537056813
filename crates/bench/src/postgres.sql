CREATE TABLE streams (stream bigint PRIMARY KEY, version bigint NOT NULL);
CREATE TABLE events (
    position bigserial PRIMARY KEY,
    stream bigint NOT NULL,
    version bigint NOT NULL,
    event_id uuid NOT NULL UNIQUE,
    body bytea NOT NULL,
    UNIQUE (stream, version)
);
CREATE FUNCTION append(of_stream bigint, expected bigint, id uuid, event bytea) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    at bigint;
BEGIN
    IF expected = 0 THEN
        INSERT INTO streams VALUES (of_stream, 1);
    ELSE
        UPDATE streams SET version = expected + 1 WHERE stream = of_stream AND version = expected;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'stream % is not at version %', of_stream, expected;
        END IF;
    END IF;
    INSERT INTO events (stream, version, event_id, body) VALUES (of_stream, expected + 1, id, event)
        RETURNING position INTO at;
    RETURN at;
END
$$;
